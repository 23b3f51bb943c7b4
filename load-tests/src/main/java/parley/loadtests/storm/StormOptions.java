package parley.loadtests.storm;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/**
 * How the storm runs.
 *
 * @param clients how many are cut and come back
 * @param jitter within what time they come back
 * @param missed how many messages each misses
 * @param bystanders how many keep talking; even
 * @param calm for how long the bystanders are measured before the storm
 * @param rehearsals how many times the clients are cut and come back slowly before that
 * @param times how often the storm itself is measured; latencies are of all of them together
 * @param nodes how many nodes to start; none if there are targets
 * @param targets HTTP addresses of a cluster that runs
 * @param parley the command that starts nodes; empty if there are targets
 */
public record StormOptions(
        int clients,
        Duration jitter,
        int missed,
        int bystanders,
        Duration calm,
        int rehearsals,
        int times,
        int nodes,
        List<String> targets,
        String parley) {

    static final String USAGE = """
            usage: storm [--clients N] [--jitter 5s] [--missed N] [--bystanders N] [--calm 30s] [--rehearsals N]
                         [--times N] [--nodes N | --target URL[,URL...]]

              --clients     how many clients are cut at once and come back (default 10000)
              --jitter      within what time they come back (default 5s)
              --missed      how many messages each misses while it is away (default 20)
              --bystanders  how many clients keep talking, in pairs, one message a second each (default 100)
              --calm        for how long these are measured before the storm (default 30s)
              --rehearsals  how many times all of them are cut and come back slowly before that, so that what is measured
                            was compiled by the nodes before, as it is in nodes that have run for an hour (default 8)
              --times       how many storms are measured, one after the other, and judged together (default 3)
              --nodes       how many nodes to start for this (default 3)
              --target      the HTTP addresses of a cluster that runs; PARLEY_SERVICE_KEY has its service key
            """;

    private static final int CLIENTS_MAX = 18_000;
    private static final int MISSED_MAX = 400;
    private static final int REHEARSALS_MAX = 20;
    private static final int TIMES_MAX = 20;

    /** Values that make no sense are refused with an {@link IllegalArgumentException} whose message is for people. */
    public StormOptions {
        targets = List.copyOf(targets);
        between("--clients", clients, 2, CLIENTS_MAX);
        between("--missed", missed, 0, MISSED_MAX);
        between("--bystanders", bystanders, 2, 1000);
        between("--rehearsals", rehearsals, 0, REHEARSALS_MAX);
        between("--times", times, 1, TIMES_MAX);
        between("--nodes", nodes, 1, 9);
        if (bystanders % 2 != 0) {
            throw new IllegalArgumentException("--bystanders: " + bystanders + " (expected: an even number)");
        }
        if (jitter.isNegative() || calm.isNegative() || calm.isZero()) {
            throw new IllegalArgumentException("--jitter and --calm: a time such as 5s");
        }
        if (targets.isEmpty() && parley.isEmpty()) {
            throw new IllegalArgumentException("--target is missing");
        }
    }

    static StormOptions parse(String[] arguments) {
        int clients = 10_000;
        Duration jitter = Duration.ofSeconds(5);
        int missed = 20;
        int bystanders = 100;
        Duration calm = Duration.ofSeconds(30);
        int rehearsals = 8;
        int times = 3;
        int nodes = 3;
        List<String> targets = List.of();
        String parley = "";
        for (int i = 0; i < arguments.length; i += 2) {
            String name = arguments[i];
            if (i + 1 == arguments.length) {
                throw new IllegalArgumentException(name + " needs a value");
            }
            String value = arguments[i + 1];
            switch (name) {
                case "--clients" -> clients = number(name, value);
                case "--jitter" -> jitter = time(name, value);
                case "--missed" -> missed = number(name, value);
                case "--bystanders" -> bystanders = number(name, value);
                case "--calm" -> calm = time(name, value);
                case "--rehearsals" -> rehearsals = number(name, value);
                case "--times" -> times = number(name, value);
                case "--nodes" -> nodes = number(name, value);
                case "--target" ->
                    targets = Arrays.stream(value.split(",", -1))
                            .filter(url -> !url.isBlank())
                            .toList();
                case "--parley" -> parley = value;
                default -> throw new IllegalArgumentException("unknown option " + name);
            }
        }
        return new StormOptions(clients, jitter, missed, bystanders, calm, rehearsals, times, nodes, targets, parley);
    }

    static void between(String name, int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: " + least + " to " + most + ")");
        }
    }

    static int number(String name, String value) {
        try {
            return Integer.parseInt(value);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: a whole number)", e);
        }
    }

    static Duration time(String name, String value) {
        String digits = value.replaceFirst("(ms|s)$", "");
        int count = number(name, digits);
        return value.endsWith("ms") ? Duration.ofMillis(count) : Duration.ofSeconds(count);
    }
}
