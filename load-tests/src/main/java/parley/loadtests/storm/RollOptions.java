package parley.loadtests.storm;

import java.time.Duration;
import java.util.List;

/**
 * How a rolling restart under load runs.
 *
 * @param clients how many talk
 * @param groupSize how many of them share a chat
 * @param every how often each of them says something
 * @param bystanders how many talk in pairs beside them, once a second each; even
 * @param warmUp for how long all talk before anything is measured
 * @param calm for how long they are measured before the roll
 * @param budget reconnects in a second that are too many
 * @param nodes how many nodes to start
 * @param parley the command that starts them, and rolls them
 */
public record RollOptions(
        int clients,
        int groupSize,
        Duration every,
        int bystanders,
        Duration warmUp,
        Duration calm,
        int budget,
        int nodes,
        String parley) {

    static final String USAGE = """
            usage: storm --roll [--clients N] [--group-size N] [--every 20s] [--bystanders N] [--warm-up 60s] [--calm 30s]
                                [--budget N] [--nodes N]

              --clients     how many clients talk while the nodes are restarted one after the other (default 3000)
              --group-size  how many of them share a chat (default 5)
              --every       how often each of them says something (default 20s)
              --bystanders  how many talk in pairs beside them, one message a second each (default 100)
              --warm-up     for how long all talk before anything is measured (default 60s)
              --calm        for how long they are measured before the restart (default 30s)
              --budget      how many may come back in a second: more than are asked to leave in one, since they come in no
                            order (default 150)
              --nodes       how many nodes to start for this (default 3)
            """;

    private static final int CLIENTS_MAX = 18_000;

    /** Values that make no sense are refused with an {@link IllegalArgumentException} whose message is for people. */
    public RollOptions {
        StormOptions.between("--clients", clients, 2, CLIENTS_MAX);
        StormOptions.between("--group-size", groupSize, 2, 100);
        StormOptions.between("--bystanders", bystanders, 2, 1000);
        StormOptions.between("--budget", budget, 1, 1_000_000);
        StormOptions.between("--nodes", nodes, 2, 9);
        if (bystanders % 2 != 0) {
            throw new IllegalArgumentException("--bystanders: " + bystanders + " (expected: an even number)");
        }
        if (every.isZero() || warmUp.isNegative() || calm.isZero()) {
            throw new IllegalArgumentException("--every, --warm-up and --calm: a time such as 5s");
        }
    }

    static RollOptions parse(String[] arguments) {
        int[] numbers = {3000, 5, 100, 150, 3};
        Duration[] times = {Duration.ofSeconds(20), Duration.ofSeconds(60), Duration.ofSeconds(30)};
        List<String> numbered = List.of("--clients", "--group-size", "--bystanders", "--budget", "--nodes");
        List<String> timed = List.of("--every", "--warm-up", "--calm");
        String parley = "";
        for (int i = 0; i < arguments.length; i += 2) {
            String name = arguments[i];
            if (i + 1 == arguments.length) {
                throw new IllegalArgumentException(name + " needs a value");
            }
            String value = arguments[i + 1];
            if (numbered.contains(name)) {
                numbers[numbered.indexOf(name)] = StormOptions.number(name, value);
            } else if (timed.contains(name)) {
                times[timed.indexOf(name)] = StormOptions.time(name, value);
            } else if (name.equals("--parley")) {
                parley = value;
            } else {
                throw new IllegalArgumentException("unknown option " + name);
            }
        }
        return new RollOptions(
                numbers[0], numbers[1], times[0], numbers[2], times[1], times[2], numbers[3], numbers[4], parley);
    }
}
