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
        String pairs = options.directPairs() + "";
        return List.of(
                against(
                        "direct",
                        "direct, " + pairs + " pairs, one in flight each, at saturation",
                        timed(options, Workload.of("direct-closed", "pairs", pairs)),
                        new Figure("messages/s acked and delivered", Figure::done, "≥ 3", "≥ 5"),
                        new Figure(
                                "CPU µs of server and database a message",
                                Figure::cpuMicrosPerMessage,
                                "≤ 0.33",
                                "≤ 0.2")),
                against(
                        "latency",
                        "direct, " + options.rate() + "/s, open loop",
                        timed(options, Workload.of("direct-open", "pairs", pairs, "rate", options.rate() + "")),
                        new Figure(
                                "p99 of delivery, ms",
                                result -> Figure.latencyMillis(result, "delivery", "p99"),
                                "≤ 0.7 (fsync off: ≤ 1.0)",
                                "≤ 0.4"),
                        new Figure(
                                "p50 of delivery, ms",
                                result -> Figure.latencyMillis(result, "delivery", "p50"),
                                "",
                                "")),
                against(
                        "hot",
                        "one hot chat of 10 members",
                        timed(options, Workload.of("hot", "members", "10", "window", "10")),
                        new Figure("messages/s acked", Figure::acked, "≥ 5", "≥ 15,000/s")),
                against(
                        "group-100",
                        "a group of 100",
                        timed(options, Workload.of("group", "members", "100", "senders", "4", "window", "8")),
                        new Figure("deliveries/s", Figure::delivered, "≥ 5", "≥ 10")),
                against(
                        "group-1000",
                        "a group of 1,000",
                        timed(options, Workload.of("group", "members", "1000", "senders", "4", "window", "2")),
                        new Figure("deliveries/s", Figure::delivered, "≥ 8", "≥ 15")),
                against(
                        "memory",
                        "idle sessions: " + options.sessions(),
                        Workload.of(
                                "idle",
                                "sessions",
                                options.sessions(),
                                "hold",
                                options.hold().toSeconds() + "s",
                                "connect-rate",
                                "500"),
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
                                "")),
                against(
                        "resume",
                        "resumes of " + options.resuming() + " sessions",
                        timed(options, Workload.of("resume", "sessions", options.resuming() + "")),
                        new Figure("resumes/s", Figure::resumed, "≥ 3", "≥ 10")),
                alone(
                        "history",
                        "a page of 50: a chat of " + options.longHistory() + " messages against 1,000",
                        history(options, options.longHistory()),
                        history(options, 1000),
                        new Figure(
                                "p50 of a page, ms",
                                result -> Figure.latencyMillis(result, "page", "p50"),
                                "≤ 1.3",
                                "≤ 1.1")),
                alone(
                        "fan-out",
                        "a group of " + options.largeGroup() + " against 100",
                        group(options, options.largeGroup(), 1),
                        group(options, 100, 8),
                        new Figure("CPU µs a delivery", Figure::cpuMicrosPerDelivery, "≤ 1.3", "≤ 1.1")),
                nodes(options, pairs));
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

    private static Comparison nodes(BenchOptions options, String pairs) {
        Workload workload = timed(options, Workload.of("direct-open", "pairs", pairs, "rate", options.rate() + ""));
        return new Comparison(
                "nodes",
                "two nodes against one, direct, " + options.rate() + "/s",
                new Side(Server.PARLEY, 2, workload),
                new Side(Server.PARLEY, 1, workload),
                List.of(new Figure("CPU µs a message", Figure::cpuMicrosPerMessage, "≤ 1.5", "≤ 1.2")));
    }

    private static Workload history(BenchOptions options, int messages) {
        return timed(
                options,
                Workload.of("history", "chats", "1", "messages", messages + "", "outstanding", "1", "read", "random"));
    }

    private static Workload group(BenchOptions options, int members, int window) {
        return timed(
                options,
                Workload.of(
                        "group",
                        "members",
                        members + "",
                        "senders",
                        "1",
                        "window",
                        window + "",
                        "connect-rate",
                        "500"));
    }

    private static Workload timed(BenchOptions options, Workload workload) {
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
