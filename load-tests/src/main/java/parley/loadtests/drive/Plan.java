package parley.loadtests.drive;

import java.net.URI;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;

/**
 * What the options come to.
 *
 * @param clients how many there are in all
 * @param steps how many of them are open after each step; the last is all
 */
record Plan(Dialect dialect, Workload workload, Dialect.Shape shape, int clients, List<Integer> steps, Hub.Pace pace) {

    private static final int SESSIONS_MAX = 100_000;
    private static final int PAIRS_MAX = 10_000;
    private static final int MEMBERS_MAX = 10_000;
    private static final int MESSAGES_MAX = 10_000_000;
    private static final int WINDOW_MAX = 100;
    private static final int SESSIONS_OF_AN_ADDRESS = 5_000;
    /** Ports of sockets that were closed are not free again for a minute. */
    private static final int ADDRESSES_OF_RESUMES = 8;

    private static final int ADDRESSES_MAX = 250;

    boolean isIdle() {
        return workload instanceof Idle;
    }

    static Plan of(Options options, String serviceKey) {
        return switch (options.workload()) {
            case "direct-closed" -> {
                int pairs = options.number("pairs", 1, PAIRS_MAX);
                yield talk(options, serviceKey, new DirectClosed(pairs), Dialect.Shape.PAIRS, 2 * pairs);
            }
            case "direct-open" -> {
                int pairs = options.number("pairs", 1, PAIRS_MAX);
                int rate = options.number("rate", 1, 1_000_000);
                int seed = options.number("seed", 0, Integer.MAX_VALUE);
                yield talk(options, serviceKey, new DirectOpen(pairs, rate, seed), Dialect.Shape.PAIRS, 2 * pairs);
            }
            case "hot" -> {
                int members = options.number("members", 10, 2, MEMBERS_MAX);
                yield group(options, serviceKey, members, members, 10);
            }
            case "group" -> {
                int members = options.number("members", 100, 2, MEMBERS_MAX);
                yield group(options, serviceKey, members, options.number("senders", 1, members), 8);
            }
            case "idle" -> idle(options, serviceKey);
            case "resume" -> {
                int sessions = even(options.number("sessions", 2, SESSIONS_MAX));
                Workload resume = new Resume(options.number("outstanding", 1, sessions));
                yield new Plan(
                        dialect(options, serviceKey),
                        resume,
                        Dialect.Shape.PAIRS,
                        sessions,
                        List.of(sessions),
                        pace(options, sessions, ADDRESSES_OF_RESUMES));
            }
            case "history" -> {
                int clients = 2 * options.number("chats", 1, PAIRS_MAX);
                int messages = options.number("messages", 1, MESSAGES_MAX);
                Workload history = new History(
                        messages, options.number("outstanding", 1, clients * Client.PAGES_MAX), page(options));
                yield new Plan(
                        dialect(options, serviceKey),
                        history,
                        Dialect.Shape.PAIRS,
                        clients,
                        List.of(clients),
                        pace(options, clients, 1));
            }
            default -> throw new IllegalArgumentException("unknown workload " + options.workload());
        };
    }

    private static Plan idle(Options options, String serviceKey) {
        List<Integer> steps = Arrays.stream(options.text("sessions").split(",", -1))
                .map(step -> Options.number("sessions", step, 2, SESSIONS_MAX))
                .sorted()
                .toList();
        int all = steps.get(steps.size() - 1);
        return new Plan(
                dialect(options, serviceKey), new Idle(), Dialect.Shape.PAIRS, even(all), steps, pace(options, all, 1));
    }

    private static Client.Page page(Options options) {
        return switch (options.text("read")) {
            case "newest" -> Client.Page.NEWEST;
            case "random" -> Client.Page.ANY;
            default -> throw new IllegalArgumentException("--read: newest or random");
        };
    }

    private static Plan group(Options options, String serviceKey, int members, int senders, int usualWindow) {
        int window = options.number("window", usualWindow, 1, WINDOW_MAX);
        return talk(options, serviceKey, new GroupTalk(members, senders, window), Dialect.Shape.GROUP, members);
    }

    private static Plan talk(Options options, String serviceKey, Workload workload, Dialect.Shape shape, int clients) {
        return new Plan(
                dialect(options, serviceKey), workload, shape, clients, List.of(clients), pace(options, clients, 1));
    }

    /** How many messages each chat has from the start, where there is a way to write many at once. */
    private static int filled(Options options) {
        return options.workload().equals("history") ? options.number("messages", 1, MESSAGES_MAX) : 0;
    }

    private static int even(int sessions) {
        return sessions + sessions % 2;
    }

    private static Hub.Pace pace(Options options, int clients, int addresses) {
        int usual = Math.max(addresses, (clients + SESSIONS_OF_AN_ADDRESS - 1) / SESSIONS_OF_AN_ADDRESS);
        return new Hub.Pace(
                options.number("connect-rate", 1, 10_000),
                options.number("addresses", usual, 1, ADDRESSES_MAX),
                options.time("ping"),
                options.time("receipt-every"));
    }

    private static Dialect dialect(Options options, String serviceKey) {
        String run = options.text("run", "d" + Long.toString(new SecureRandom().nextLong(1L << 40), 36));
        return switch (options.dialect()) {
            case "parley" -> {
                if (serviceKey.isEmpty()) {
                    throw new IllegalArgumentException("PARLEY_SERVICE_KEY is not set: it has the nodes' service key");
                }
                yield new ParleyDialect(List.of(options.text("http").split(",", -1)), serviceKey, run, filled(options));
            }
            case "xmpp" ->
                new XmppDialect(
                        new XmppDialect.Server(
                                URI.create(options.text("ws", "ws://127.0.0.1:5280/ws")),
                                options.text("host"),
                                options.text("muc"),
                                options.text("password"),
                                options.text("user-prefix"),
                                options.number("first-user", 0, Integer.MAX_VALUE)),
                        run);
            case "echo" -> new EchoDialect(URI.create(options.text("ws", "ws://127.0.0.1:9000/echo")));
            default -> throw new IllegalArgumentException("unknown dialect " + options.dialect());
        };
    }
}
