package parley.loadtests.chaos;

import java.io.PrintStream;
import java.util.List;
import parley.loadtests.client.WireException;

/**
 * Starts a cluster, lets people talk in it, and puts faults into it: a tour of them, all, or those that are asked for. Exits with 0 if
 * nothing was lost, doubled or reordered and the promised times were kept, 1 if not, 2 if it was called in a wrong way.
 */
public final class Chaos {

    private Chaos() {}

    public static void main(String[] arguments) {
        System.setProperty("logback.configurationFile", "parley/loadtests/chaos/logback.xml");
        ChaosOptions options;
        try {
            options = ChaosOptions.parse(List.of(arguments), Scenarios.names(), Scenarios.wholeProgramme());
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.err.print(ChaosOptions.usage(Scenarios.names()));
            System.exit(2);
            return;
        }
        System.exit(exitCode(options, System.out));
    }

    private static int exitCode(ChaosOptions options, PrintStream out) {
        try (ChaosRun run = new ChaosRun(options, new Terminal(out, options.terminal()))) {
            return run.run() ? 0 : 1;
        } catch (IllegalStateException | WireException e) {
            System.err.println("chaos failed: " + e.getMessage());
            return 1;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 1;
        }
    }

    /**
     * Runs one programme, without a person who looks on.
     *
     * @param parley the words of the command that starts the cluster
     * @param arguments as for {@code main}
     * @return whether all was as promised
     */
    public static boolean run(List<String> parley, List<String> arguments, PrintStream out)
            throws InterruptedException {
        ChaosOptions options = ChaosOptions.parse(arguments, Scenarios.names(), Scenarios.wholeProgramme())
                .startedBy(parley);
        try (ChaosRun run = new ChaosRun(options, new Terminal(out, false))) {
            return run.run();
        }
    }
}
