package parley.loadtests.bench;

import com.datastax.oss.driver.api.core.DriverException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintStream;
import parley.loadtests.storm.StormException;

/**
 * Says what Parley costs, or compares it with a peer in pairs of runs. Exits with 0 when it is done, 1 if it could not be, 2 if it was called in
 * a wrong way. Interrupted, it stops what it started; called again, it goes on.
 */
public final class Bench {

    private Bench() {}

    public static void main(String[] arguments) {
        System.setProperty("logback.configurationFile", "parley/loadtests/demo/logback.xml");
        BenchOptions options;
        try {
            options = BenchOptions.parse(arguments);
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.err.print(BenchOptions.USAGE);
            System.exit(2);
            return;
        }
        System.exit(exitCode(options));
    }

    private static int exitCode(BenchOptions options) {
        try {
            if (options.isAgainstPeer()) {
                compare(options, System.out);
            } else {
                keepAccounts(options, System.out);
            }
            return 0;
        } catch (BenchException | StormException | DriverException e) {
            System.err.println("the benchmark failed: " + e.getMessage());
            return 1;
        }
    }

    private static void keepAccounts(BenchOptions options, PrintStream out) {
        ObjectNode entry = Ledger.run(options, out);
        if (options.isRecorded()) {
            Results.in(options.history()).add(entry.path("at").asText(), entry);
            out.println("recorded in " + options.history());
        }
    }

    private static void compare(BenchOptions options, PrintStream out) {
        Pairs pairs = new Pairs(Results.in(options.results()), (side, fsync) -> run(options, side, fsync), out);
        Table table = new Table();
        for (String fsync : options.fsync()) {
            for (Comparison comparison : Comparison.all(options)) {
                // What is ours alone knows no durability of the peer.
                boolean again = !comparison.isAgainstPeer()
                        && !fsync.equals(options.fsync().get(0));
                if (options.isWanted(comparison) && !again) {
                    table.add(comparison, fsync, pairs.run(comparison, fsync, options.pairs()));
                }
            }
        }
        out.println(table);
    }

    private static ObjectNode run(BenchOptions options, Comparison.Side side, String fsync) {
        try (Subject subject = side.server() == Comparison.Server.PARLEY
                ? ParleySubject.start(options.parley(), side.nodes(), side.workload())
                : EjabberdSubject.start(
                        options.peerScript(), fsync, side.workload().users())) {
            ObjectNode result = Measurement.of(subject, side.workload());
            subject.forget();
            result.set("machine", Machine.describe());
            return result;
        }
    }
}
