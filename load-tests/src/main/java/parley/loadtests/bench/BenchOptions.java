package parley.loadtests.bench;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;

/** How the benchmark runs; set once, by the command line. */
final class BenchOptions {

    static final String USAGE = """
            usage: bench [--record]                      the cost ledger, with its yardsticks
                   bench --against ejabberd              pairs of runs, in the order A B B A, and the table

              --warm-up 20s --measure 30s --hold 60s     of each run
              --direct-pairs N                           pairs of a direct workload (500)
              --rate N                                   messages a second of an open loop (1000)
              --sessions A,B,C                           counts between which memory is compared (2000,10000,18000)
              --resuming N                               sessions that resume (1000)
              --long-history N                           messages of a long chat (1000000)
              --large-group N                            members of a large group (10000)
              --pairs N                                  pairs of each row (4)
              --fsync on|off|both                        how durable the peer is (both)
              --only ROW[,ROW]                           direct, latency, hot, group-100, group-1000, memory, resume; and ours
                                                         alone: history, fan-out, nodes
              --results FILE                             finished runs, which are not run again
              --history FILE                             where --record appends a line
            """;

    private static final Set<String> PEERS = Set.of("ejabberd");

    private String parley = "";
    private String peerScript = "";
    private String against = "";
    private boolean recorded;
    private Duration warmUp = Duration.ofSeconds(20);
    private Duration measured = Duration.ofSeconds(30);
    private Duration hold = Duration.ofSeconds(60);
    private int directPairs = 500;
    private int rate = 1000;
    private String sessions = "2000,10000,18000";
    private int resuming = 1000;
    private int longHistory = 1_000_000;
    private int largeGroup = 10_000;
    private int pairs = 4;
    private List<String> fsync = List.of("on", "off");
    private List<String> only = List.of();
    private Path results = Path.of("bench-results.jsonl");
    private Path history = Path.of("history.jsonl");

    private BenchOptions() {}

    /** Values that make no sense are refused with an {@link IllegalArgumentException} whose message is for people. */
    static BenchOptions parse(String... arguments) {
        BenchOptions options = new BenchOptions();
        Iterator<String> words = List.of(arguments).iterator();
        while (words.hasNext()) {
            String name = words.next();
            if (name.equals("--record")) {
                options.recorded = true;
            } else if (words.hasNext()) {
                options.set(name, words.next());
            } else {
                throw new IllegalArgumentException(name + " needs a value");
            }
        }
        if (options.parley.isEmpty()) {
            throw new IllegalArgumentException("--parley is missing: the command that starts nodes");
        }
        List<String> rows =
                Comparison.all(options).stream().map(Comparison::key).toList();
        options.only.stream().filter(row -> !rows.contains(row)).findFirst().ifPresent(row -> {
            throw new IllegalArgumentException("--only: " + row + " (expected: of " + String.join(", ", rows) + ")");
        });
        return options;
    }

    private void set(String name, String value) {
        BiConsumer<Boolean, String> check = (right, expected) -> {
            if (!right) {
                throw new IllegalArgumentException(name + ": " + value + " (expected: " + expected + ")");
            }
        };
        switch (name) {
            case "--parley" -> parley = value;
            case "--peer-script" -> peerScript = value;
            case "--against" -> {
                check.accept(PEERS.contains(value), "ejabberd");
                against = value;
            }
            case "--warm-up" -> warmUp = time(name, value);
            case "--measure" -> measured = time(name, value);
            case "--hold" -> hold = time(name, value);
            case "--direct-pairs" -> directPairs = number(name, value);
            case "--rate" -> rate = number(name, value);
            case "--sessions" -> {
                check.accept(value.matches("\\d+(,\\d+)+"), "two counts or more, such as 2000,10000");
                sessions = value;
            }
            case "--resuming" -> resuming = number(name, value);
            case "--long-history" -> longHistory = number(name, value);
            case "--large-group" -> largeGroup = number(name, value);
            case "--pairs" -> pairs = number(name, value);
            case "--fsync" -> {
                check.accept(List.of("on", "off", "both").contains(value), "on, off or both");
                fsync = value.equals("both") ? List.of("on", "off") : List.of(value);
            }
            case "--only" -> only = Arrays.asList(value.split(",", -1));
            case "--results" -> results = Path.of(value);
            case "--history" -> history = Path.of(value);
            default -> throw new IllegalArgumentException("unknown option " + name);
        }
    }

    private static int number(String name, String value) {
        if (!value.matches("[1-9]\\d{0,8}")) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: a whole number)");
        }
        return Integer.parseInt(value);
    }

    private static Duration time(String name, String value) {
        if (!value.matches("\\d{1,6}s")) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: seconds, such as 20s)");
        }
        return Workload.seconds(value);
    }

    String parley() {
        return parley;
    }

    String peerScript() {
        return peerScript;
    }

    boolean isAgainstPeer() {
        return !against.isEmpty();
    }

    boolean isRecorded() {
        return recorded;
    }

    Duration warmUp() {
        return warmUp;
    }

    Duration measured() {
        return measured;
    }

    Duration hold() {
        return hold;
    }

    int directPairs() {
        return directPairs;
    }

    int rate() {
        return rate;
    }

    String sessions() {
        return sessions;
    }

    int resuming() {
        return resuming;
    }

    int longHistory() {
        return longHistory;
    }

    int largeGroup() {
        return largeGroup;
    }

    int pairs() {
        return pairs;
    }

    List<String> fsync() {
        return fsync;
    }

    boolean isWanted(Comparison comparison) {
        return only.isEmpty() || only.contains(comparison.key());
    }

    Path results() {
        return results;
    }

    Path history() {
        return history;
    }
}
