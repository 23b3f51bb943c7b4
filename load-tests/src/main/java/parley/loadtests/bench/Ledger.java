package parley.loadtests.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What Parley costs: for a connected session, a message and a delivery, as figures and as ratios to what the machine could do with nothing
 * around it, measured in the same run.
 */
final class Ledger {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int GROUP = 100;
    private static final int ECHOING = 100;

    private final BenchOptions options;
    private final PrintStream out;
    private final ObjectNode entry = JSON.createObjectNode();
    private final List<String> lines = new ArrayList<>();

    private Ledger(BenchOptions options, PrintStream out) {
        this.options = options;
        this.out = out;
    }

    /** Measures on a cluster of its own, prints, and returns what goes into the history. */
    static ObjectNode run(BenchOptions options, PrintStream out) {
        return new Ledger(options, out).run();
    }

    private ObjectNode run() {
        entry.setAll(Machine.describe());
        entry.put("spinBeforeMs", Spin.millis());
        ObjectNode yardsticks = entry.putObject("yardsticks");
        say("the disk, an echo, a broadcast");
        yardsticks.set("sync4k", Disk.measure(Path.of(System.getProperty("java.io.tmpdir"))));
        JsonNode echo = echo();
        yardsticks.put("echoMicros", Figure.cpuMicrosPerDelivery(echo)).put("echoesPerSecond", Figure.delivered(echo));
        yardsticks.put(
                "broadcastMicros", BroadcastYardstick.microsPerDelivery(GROUP, options.warmUp(), options.measured()));
        say("Parley");
        try (ParleySubject parley = ParleySubject.start(options.parley(), 1, Comparison.idle(options))) {
            say("Cassandra alone");
            try (CassandraYardstick cassandra = new CassandraYardstick(
                    parley.cassandra(), parley.database(), options.warmUp(), options.measured())) {
                yardsticks.set("cassandra", cassandra.measure());
            }
            measure(parley);
            parley.forget();
        }
        entry.put("spinAfterMs", Spin.millis());
        print();
        return entry;
    }

    private JsonNode echo() {
        try (EchoSubject echo = EchoSubject.start()) {
            return Measurement.of(echo, Comparison.timed(options, Workload.of("direct-closed", "pairs", ECHOING + "")));
        }
    }

    /** Sessions first: chats that were talked in leave the heap while sessions come. */
    private void measure(ParleySubject parley) {
        measureSessions(parley);
        say("messages");
        JsonNode messages = counting(parley, Comparison.open(options));
        double sent = Figure.count(messages, "acked");
        entry.putObject("message")
                .put("nodeCpuMicros", messages.path("server").path("cpuSeconds").asDouble() * 1e6 / sent)
                .put(
                        "cassandraCpuMicros",
                        messages.path("database").path("cpuSeconds").asDouble() * 1e6 / sent)
                .put("requests", messages.path("requests").asDouble() / sent)
                .put("diskBytes", messages.path("diskBytes").asDouble() / sent)
                .put("switches", messages.path("server").path("switches").asDouble() / sent)
                .put("deliveryP50Micros", Figure.latencyMillis(messages, "delivery", "p50") * 1000)
                .put("deliveryP99Micros", Figure.latencyMillis(messages, "delivery", "p99") * 1000);
        say("deliveries");
        JsonNode group = counting(parley, Comparison.groupOf(options, GROUP, 1, 8));
        entry.putObject("delivery")
                .put(
                        "nodeCpuMicros",
                        group.path("server").path("cpuSeconds").asDouble() * 1e6 / Figure.count(group, "delivered"))
                .put("perSecond", Figure.delivered(group));
    }

    private void measureSessions(ParleySubject parley) {
        say("idle sessions");
        JsonNode idle = counting(parley, Comparison.idle(options));
        entry.putObject("session")
                .put(
                        "liveBytes",
                        Measurement.slope(idle, step -> step.path("live").asDouble()))
                .put(
                        "nonHeapBytes",
                        Measurement.slope(idle, step -> step.path("nonHeap").asDouble()))
                .put("kernelBytes", Measurement.slope(idle, Figure::socketBytes))
                .put(
                        "pssBytes",
                        Measurement.slope(idle, step -> step.path("pss").asDouble()))
                .put(
                        "cpuMicrosPerSecond",
                        Measurement.slope(
                                        idle,
                                        step -> step.path("cpuSecondsPerSecond").asDouble())
                                * 1e6);
    }

    private static JsonNode counting(Subject subject, Workload workload) {
        ObjectNode result = Measurement.of(subject, workload);
        if (!Measurement.counts(result)) {
            throw new BenchException(workload.name() + " does not count: "
                    + result.path("driver").path("verdict"));
        }
        return result;
    }

    private void print() {
        JsonNode yard = entry.path("yardsticks");
        double echo = yard.path("echoMicros").asDouble();
        JsonNode insert = yard.path("cassandra").path("insert16");
        row("a message (direct, " + options.rate() + "/s)", "", "", "");
        compare("message", "nodeCpuMicros", "CPU µs of the node", echo, "an echo");
        compare(
                "message",
                "cassandraCpuMicros",
                "CPU µs of Cassandra",
                insert.path("cpuMicrosPerRow").asDouble(),
                "a row, 16 in flight");
        compare("message", "requests", "requests to Cassandra", 1, "one");
        compare(
                "message",
                "diskBytes",
                "bytes that the disk wrote",
                insert.path("diskBytesPerRow").asDouble(),
                "a row, 16 in flight");
        compare(
                "message",
                "deliveryP50Micros",
                "p50 of delivery, µs",
                yard.path("cassandra").path("insert1").path("p50Micros").asDouble(),
                "a row, one in flight");
        compare("message", "deliveryP99Micros", "p99 of delivery, µs", 0, "");
        compare("message", "switches", "thread switches of the node", 0, "");
        row("a delivery (group of " + GROUP + ")", "", "", "");
        compare(
                "delivery",
                "nodeCpuMicros",
                "CPU µs of the node",
                yard.path("broadcastMicros").asDouble(),
                "a broadcast");
        compare("delivery", "perSecond", "deliveries/s", 0, "");
        row("an idle session (slope over " + options.sessions() + ")", "", "", "");
        compare("session", "liveBytes", "bytes of live heap", 0, "");
        compare("session", "nonHeapBytes", "bytes beside the heap", 0, "");
        compare("session", "kernelBytes", "bytes of the kernel's caches", 0, "");
        compare("session", "pssBytes", "bytes resident (PSS)", 0, "");
        compare("session", "cpuMicrosPerSecond", "CPU µs a second", 0, "");
        printMachine(yard, echo);
        out.println(String.join(System.lineSeparator(), lines));
    }

    private void printMachine(JsonNode yard, double echo) {
        row("the machine", "", "", "");
        for (String kind : List.of("insert1", "insert16", "insert128", "batch10", "batch100", "slice50")) {
            JsonNode of = yard.path("cassandra").path(kind);
            row(
                    "  Cassandra " + kind,
                    Table.number(of.path("rowsPerSecond").asDouble()) + "/s",
                    String.format(
                            Locale.ROOT,
                            "p50 %d µs, p99 %d µs",
                            of.path("p50Micros").asLong(),
                            of.path("p99Micros").asLong()),
                    Table.number(of.path("cpuMicrosPerRow").asDouble()) + " µs");
        }
        row(
                "  4 KB written and synced",
                "",
                "p50 " + yard.path("sync4k").path("p50Micros").asLong() + " µs, p99 "
                        + yard.path("sync4k").path("p99Micros").asLong() + " µs",
                "");
        row(
                "  echo, by one driver",
                Table.number(yard.path("echoesPerSecond").asDouble()) + "/s",
                "",
                Table.number(echo) + " µs");
    }

    private void compare(String of, String field, String title, double yardstick, String name) {
        double cost = entry.path(of).path(field).asDouble();
        row(
                "  " + title,
                Table.number(cost),
                yardstick == 0 ? "" : Table.number(yardstick) + " " + name,
                yardstick == 0 ? "" : Table.number(cost / yardstick) + " ×");
    }

    private void row(String title, String cost, String yardstick, String ratio) {
        lines.add(String.format(Locale.ROOT, "%-42s %12s  %-34s %s", title, cost, yardstick, ratio)
                .stripTrailing());
    }

    private void say(String what) {
        out.println("measuring: " + what);
    }
}
