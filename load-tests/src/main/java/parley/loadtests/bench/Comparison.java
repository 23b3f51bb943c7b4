package parley.loadtests.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Locale;

/**
 * Two sides that are measured in turns.
 *
 * @param key its name among the options
 * @param one ours; the ratio is this side's figure over the other's
 */
record Comparison(String key, String title, Side one, Side other, List<Figure> figures) {

    /** With 16 at once Parley had half a core to spare, and waited for those that were on their way. */
    private static final String RESUMING_AT_ONCE = "64";

    /** Receipts come by time: as often as elsewhere, most of a slow group's work would be theirs, and next to nothing of a fast one's. */
    private static final String RARELY = "30s";

    Comparison {
        figures = List.copyOf(figures);
    }

    /** What runs, and what is done with it. */
    record Side(Server server, int nodes, Workload workload) {

        @Override
        public String toString() {
            return server.name().toLowerCase(Locale.ROOT) + " nodes=" + nodes + " " + workload.name() + " "
                    + String.join(" ", workload.arguments());
        }
    }

    enum Server {
        PARLEY,
        EJABBERD
    }

    boolean isAgainstPeer() {
        return other.server() == Server.EJABBERD;
    }

    /** All rows of the table, in their order. */
    static List<Comparison> all(BenchOptions options) {
        return List.of(
                direct(options),
                latency(options),
                hot(options),
                group(options, 100, 8, "≥ 5", "≥ 10"),
                group(options, 1000, 8, "≥ 8", "≥ 15"),
                memory(options),
                resume(options),
                history(options),
                fanOut(options),
                nodes(options));
    }

    private static Comparison direct(BenchOptions options) {
        return against(
                "direct",
                "direct, " + options.directPairs() + " pairs, one in flight each, at saturation",
                timed(options, Workload.of("direct-closed", "pairs", options.directPairs() + "")),
                new Figure("messages/s acked and delivered", Figure::done, "≥ 3", "≥ 5"),
                new Figure("CPU µs of server and database a message", Figure::cpuMicrosPerMessage, "≤ 0.33", "≤ 0.2"));
    }

    private static Comparison latency(BenchOptions options) {
        return against(
                "latency",
                "direct, " + options.rate() + "/s, open loop",
                open(options),
                new Figure(
                        "p99 of delivery, ms",
                        result -> Figure.latencyMillis(result, "delivery", "p99"),
                        "≤ 0.7 (fsync=off: ≤ 1.0)",
                        "≤ 0.4"),
                new Figure("p50 of delivery, ms", result -> Figure.latencyMillis(result, "delivery", "p50"), "", ""));
    }

    private static Comparison hot(BenchOptions options) {
        return against(
                "hot",
                "one hot chat of 10 members",
                timed(options, Workload.of("hot", "members", "10", "window", "10")),
                new Figure("messages/s acked", Figure::acked, "≥ 5", "≥ 15,000/s"));
    }

    private static Comparison group(BenchOptions options, int members, int window, String must, String aim) {
        return against(
                "group-" + members,
                "a group of " + members,
                groupOf(options, members, 4, window),
                new Figure("deliveries/s", Figure::delivered, must, aim));
    }

    private static Comparison memory(BenchOptions options) {
        return against(
                "memory",
                "idle sessions: " + options.sessions(),
                idle(options),
                new Figure(
                        "bytes a session: live heap, non-heap, socket slab",
                        result -> Measurement.slope(result, Figure::liveBytes),
                        "≤ 0.2",
                        "≤ 8 KB"),
                new Figure(
                        "bytes a session, resident (PSS)",
                        result -> Measurement.slope(
                                result, step -> step.path("pss").asDouble()),
                        "",
                        ""));
    }

    private static Comparison resume(BenchOptions options) {
        return against(
                "resume",
                "resumes of " + options.resuming() + " sessions",
                timed(
                        options,
                        Workload.of("resume", "sessions", options.resuming() + "", "outstanding", RESUMING_AT_ONCE)),
                new Figure("resumes/s", Figure::resumed, "≥ 3", "≥ 10"));
    }

    private static Comparison history(BenchOptions options) {
        return alone(
                "history",
                "a page of 50: a chat of " + options.longHistory() + " messages against 1,000",
                historyOf(options, options.longHistory()),
                historyOf(options, 1000),
                new Figure(
                        "p50 of a page, ms", result -> Figure.latencyMillis(result, "page", "p50"), "≤ 1.3", "≤ 1.1"));
    }

    private static Comparison fanOut(BenchOptions options) {
        return alone(
                "fan-out",
                "a group of " + options.largeGroup() + " against 100",
                groupOf(options, options.largeGroup(), 1, 8).with("receipt-every", RARELY),
                groupOf(options, 100, 1, 8).with("receipt-every", RARELY),
                new Figure("CPU µs a delivery", Figure::cpuMicrosPerDelivery, "≤ 1.3", "≤ 1.1"));
    }

    private static Comparison nodes(BenchOptions options) {
        return new Comparison(
                "nodes",
                "two nodes against one, direct, " + options.rate() + "/s",
                new Side(Server.PARLEY, 2, open(options)),
                new Side(Server.PARLEY, 1, open(options)),
                List.of(new Figure("CPU µs a message", Figure::cpuMicrosPerMessage, "≤ 1.5", "≤ 1.2")));
    }

    private static Comparison against(String key, String title, Workload workload, Figure... figures) {
        return new Comparison(
                key,
                title,
                new Side(Server.PARLEY, 1, workload),
                new Side(Server.EJABBERD, 1, workload),
                List.of(figures));
    }

    private static Comparison alone(String key, String title, Workload one, Workload other, Figure figure) {
        return new Comparison(
                key, title, new Side(Server.PARLEY, 1, one), new Side(Server.PARLEY, 1, other), List.of(figure));
    }

    /** Sessions that do nothing. */
    static Workload idle(BenchOptions options) {
        return Workload.of(
                "idle",
                "sessions",
                options.sessions(),
                "hold",
                options.hold().toSeconds() + "s",
                "connect-rate",
                "500");
    }

    /** Direct messages that come at their own rate. */
    static Workload open(BenchOptions options) {
        return timed(
                options, Workload.of("direct-open", "pairs", options.directPairs() + "", "rate", options.rate() + ""));
    }

    static Workload groupOf(BenchOptions options, int members, int senders, int window) {
        return timed(
                options,
                Workload.of(
                        "group",
                        "members",
                        members + "",
                        "senders",
                        senders + "",
                        "window",
                        window + "",
                        "connect-rate",
                        "500"));
    }

    private static Workload historyOf(BenchOptions options, int messages) {
        return timed(
                options,
                Workload.of("history", "chats", "1", "messages", messages + "", "outstanding", "1", "read", "random"));
    }

    static Workload timed(BenchOptions options, Workload workload) {
        return workload.with("warm-up", options.warmUp().toSeconds() + "s")
                .with("measure", options.measured().toSeconds() + "s");
    }

    /** What one run says, in a line. */
    String summary(JsonNode result) {
        StringBuilder text = new StringBuilder();
        for (Figure figure : figures) {
            text.append(text.isEmpty() ? "" : ", ")
                    .append(figure.title())
                    .append(" ")
                    .append(Table.number(figure.of().applyAsDouble(result)));
        }
        return text.toString();
    }
}
