package parley.loadtests.storm;

import java.io.PrintStream;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;
import parley.loadtests.chaos.Gaps;
import parley.loadtests.client.ClientRuntime;
import parley.loadtests.client.ClientSettings;
import parley.loadtests.client.Failures;
import parley.loadtests.client.FrameTap;
import parley.loadtests.client.HttpApi;
import parley.loadtests.client.WireException;

/**
 * Very many clients talk while {@code ./parley roll} restarts the nodes one after the other. Exits with 0 if nothing was lost, all nodes are
 * back and the limits hold, 1 if not, 2 if it was called in a wrong way. Every phase has a deadline.
 */
public final class RollUnderLoad {

    private static final int ARRIVING_PER_SECOND = 400;
    private static final Duration PHASE = Duration.ofMinutes(4);
    private static final Duration SETTLE = Duration.ofSeconds(60);
    private static final Duration BYSTANDERS_EVERY = Duration.ofSeconds(1);
    private static final Duration GO_ON = Duration.ofSeconds(5);
    private static final Duration GAP_MAX = Duration.ofSeconds(10);
    private static final double BYSTANDER_RATIO_MAX = 3;
    private static final int PAIR = 2;
    private static final int LOOK_EVERY_MS = 100;
    private static final String LISTS = "parley_session_lists_total";
    private static final String PAGES = "parley_chat_pages_total";
    private static final String FROM_MEMORY = "from=\"memory\"";
    /** Reasons that have nothing to do with a session's having begun or being unsure. Nobody joins or leaves a chat in this run. */
    private static final List<String> NEEDLESS = List.of("why=\"changed\"", "why=\"long\"");

    private static final String WARM = "warm-up";
    private static final String CALM = "calm";
    private static final String BEFORE = "before";

    private final RollOptions options;
    private final Target target;
    private final Report report;
    private final List<String> roll;
    private final SecureRandom random = new SecureRandom();

    private RollUnderLoad(RollOptions options, Target target, List<String> roll, PrintStream out) {
        this.options = options;
        this.target = target;
        this.roll = roll;
        this.report = new Report(out);
    }

    public static void main(String[] arguments) {
        System.setProperty("logback.configurationFile", "parley/loadtests/demo/logback.xml");
        RollOptions options;
        try {
            options = RollOptions.parse(arguments);
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.err.print(RollOptions.USAGE);
            System.exit(2);
            return;
        }
        System.exit(exitCode(options));
    }

    private static int exitCode(RollOptions options) {
        System.out.println("Starting " + options.nodes() + " nodes with the limits they are shipped with"
                + System.getenv().getOrDefault("PARLEY_NODE_JAVA_OPTS", "").replaceFirst("(?s)^(.+)$", " and $1"));
        try (OwnCluster cluster = OwnCluster.start(options.parley(), options.nodes())) {
            StormResult result = run(options, cluster.target(), cluster.roll(), System.out);
            if (result.holds()) {
                cluster.forget();
            } else {
                System.out.println("Data and logs of the nodes: " + cluster.data());
            }
            return result.holds() ? 0 : 1;
        } catch (StormException | WireException | IllegalArgumentException e) {
            System.err.println("the run failed: " + e.getMessage());
            return 1;
        }
    }

    /** Rolls a cluster that is ready with a command, under load, and blocks until it is over. */
    public static StormResult run(RollOptions options, Target target, List<String> roll, PrintStream out) {
        try (ClientRuntime runtime = new ClientRuntime(ClientSettings.defaults())) {
            HttpApi api = new HttpApi(runtime, target.http(), FrameTap.NONE);
            return new RollUnderLoad(options, target, roll, out).run(api);
        }
    }

    private StormResult run(HttpApi api) {
        List<URI> sockets = new ArrayList<>();
        for (int node = 0; node < target.nodes().size(); node++) {
            sockets.add(URI.create(Failures.await(api.startingAt(node).socketUrl(), PHASE)));
        }
        Population population = new Population(
                new ServiceApi(api, target.serviceKey(), PHASE), "r" + Long.toString(random.nextLong(1L << 40), 36));
        List<String> users = population.users(options.clients() + options.bystanders());
        List<String> talkers = users.subList(0, options.clients());
        List<String> others = users.subList(options.clients(), users.size());
        int chats = population.groups(talkers, options.groupSize()).size();
        population.pairs(others);
        report.say(talkers.size() + " clients in " + chats + " groups and " + others.size()
                + " bystanders in pairs exist.");
        try (Crowd clients = new Crowd("clients", sockets, population.tokens(talkers), options.groupSize());
                Crowd bystanders = new Crowd("bystanders", sockets, population.tokens(others), PAIR)) {
            return run(clients, bystanders);
        }
    }

    private StormResult run(Crowd clients, Crowd bystanders) {
        Duration over = Duration.ofMillis(1000L * clients.size() / ARRIVING_PER_SECOND);
        clients.come(over);
        bystanders.come(over);
        if (!Waiting.until(PHASE, () -> clients.areReady() && bystanders.areReady())) {
            throw new StormException(
                    "not all got connected: " + clients.world().counters().snapshot()
                            + bystanders.world().counters().snapshot());
        }
        report.connections(
                "All are connected and current", clients.world().counters().snapshot());
        clients.talk(options.every());
        bystanders.talk(BYSTANDERS_EVERY);
        begin(clients, bystanders, WARM);
        Waiting.pause(options.warmUp());
        begin(clients, bystanders, CALM);
        Waiting.pause(options.calm());
        // What is under way in the moment when the roll begins is not calm.
        begin(clients, bystanders, BEFORE);
        Waiting.pause(BYSTANDERS_EVERY);

        Rolling rolling = new Rolling(
                roll, step -> begin(clients, bystanders, step.phase().label()), report::say);
        long began = System.nanoTime();
        PeakRate reconnects = new PeakRate();
        NodeCounters lists = new NodeCounters(
                target.nodes().stream().map(Target.Node::management).toList(), List.of(LISTS, PAGES));
        int status;
        try (lists) {
            lists.begin();
            status = watched(rolling, reconnects, clients, bystanders);
            Waiting.pause(GO_ON);
        }
        long ended = System.nanoTime();
        clients.stop();
        bystanders.stop();
        boolean quiet = Waiting.until(SETTLE, () -> clients.isQuiet() && bystanders.isQuiet());

        report.connections("Clients", clients.world().counters().snapshot());
        report.connections("Bystanders", bystanders.world().counters().snapshot());
        latencies("clients", clients);
        latencies("bystanders", bystanders);
        report.say("Lists that sessions told, and pages of history: " + lists.grown());
        Gaps.Gap longest = gaps(rolling, clients, bystanders, began, ended);
        return result(clients, bystanders, rolling, status, quiet, reconnects, lists.grown(), longest);
    }

    private static void begin(Crowd clients, Crowd bystanders, String window) {
        clients.world().latencies().begin(window);
        bystanders.world().latencies().begin(window);
    }

    private static int watched(Rolling rolling, PeakRate reconnects, Crowd clients, Crowd bystanders) {
        ScheduledExecutorService looking = Executors.newSingleThreadScheduledExecutor();
        try {
            ScheduledFuture<?> unused = looking.scheduleAtFixedRate(
                    () -> reconnects.look(System.nanoTime(), comeAgain(clients) + comeAgain(bystanders)),
                    0,
                    LOOK_EVERY_MS,
                    TimeUnit.MILLISECONDS);
            return rolling.run();
        } finally {
            looking.shutdownNow();
            boolean unused = Waiting.until(SETTLE, looking::isTerminated);
        }
    }

    private static long comeAgain(Crowd crowd) {
        return crowd.world().counters().of("connections tried again");
    }

    private void latencies(String who, Crowd crowd) {
        for (String window : crowd.world().latencies().names()) {
            report.latencies(who + ", " + window, crowd.world().latencies().window(window));
        }
    }

    /** Says how long chats stood still and when, and returns the longest; one of no length if none did. */
    private Gaps.Gap gaps(Rolling rolling, Crowd clients, Crowd bystanders, long began, long ended) {
        List<Gaps.Gap> all = Stream.of(clients, bystanders)
                .flatMap(crowd -> crowd.world().gaps().between(began, ended, System.nanoTime()).stream())
                .sorted(Comparator.comparing(Gaps.Gap::length).reversed())
                .toList();
        Map<String, List<Gaps.Gap>> byStep = new TreeMap<>();
        all.forEach(gap -> byStep.computeIfAbsent(rolling.at(gap.fromNanos()), any -> new ArrayList<>())
                .add(gap));
        report.say(all.size() + " times a chat had sends and no ack for half a second or more.");
        byStep.forEach((step, gaps) -> report.say("  began in " + step + ": " + gaps.size() + ", the longest "
                + Report.seconds(gaps.get(0).length().toNanos()) + ", over in "
                + rolling.at(gaps.get(0).toNanos())));
        return all.isEmpty() ? new Gaps.Gap("none", began, began) : all.get(0);
    }

    private StormResult result(
            Crowd clients,
            Crowd bystanders,
            Rolling rolling,
            int status,
            boolean quiet,
            PeakRate reconnects,
            Map<String, Long> lists,
            Gaps.Gap longest) {
        long fromMemory = sum(lists, FROM_MEMORY);
        long needless = NEEDLESS.stream().mapToLong(why -> sum(lists, why)).sum();
        long asked = clients.world().counters().of("asked to go away");
        Ledger.Verdict heard = clients.verdict();
        Ledger.Verdict beside = bystanders.verdict();
        double calm = bystanders.world().latencies().window(CALM).p99Ms();
        double during = during(bystanders).getValueAtPercentile(99) / 1000.0;
        StormResult built = new StormResult.Builder()
                .check(
                        "all nodes were restarted",
                        status == 0 && rolling.settled() == target.nodes().size(),
                        rolling.settled() + " of " + target.nodes().size() + ", exit status " + status)
                .check("every client was asked to go elsewhere", asked >= options.clients(), asked + " times")
                .check(
                        "all that was said was acked and heard",
                        quiet,
                        "sent and acked: "
                                + clients.world().counters().of("sent") + ", "
                                + clients.world().counters().of("acked") + "; bystanders: "
                                + bystanders.world().counters().of("sent") + ", "
                                + bystanders.world().counters().of("acked"))
                .check("clients lost, heard twice or out of order nothing", heard.isClean(), heard.toString())
                .check("bystanders lost, heard twice or out of order nothing", beside.isClean(), beside.toString())
                .measure(
                        "no chat stood still for more than " + GAP_MAX.toSeconds() + " s",
                        longest.length().compareTo(GAP_MAX) <= 0,
                        "the longest " + Report.seconds(longest.length().toNanos()) + ", from "
                                + rolling.at(longest.fromNanos()) + " to " + rolling.at(longest.toNanos()))
                .measure(
                        "at most " + options.budget() + " reconnects in a second",
                        reconnects.peak() <= options.budget(),
                        String.format("%.0f at the most", reconnects.peak()))
                .measure(
                        "no list was read from the store for a session that knew it and was sure",
                        fromMemory > 0 && needless == 0,
                        fromMemory + " lists from memory, " + needless + " read needlessly")
                .measure(
                        "bystanders' p99 of delivery at most " + BYSTANDER_RATIO_MAX + " times the calm one",
                        during <= calm * BYSTANDER_RATIO_MAX,
                        String.format("%.1f ms calm, %.1f ms in the roll: %.1f times", calm, during, during / calm))
                .build();
        report.say(built.toString());
        return built;
    }

    private static long sum(Map<String, Long> series, String label) {
        return series.entrySet().stream()
                .filter(each -> each.getKey().startsWith(LISTS) && each.getKey().contains(label))
                .mapToLong(Map.Entry::getValue)
                .sum();
    }

    private static Histogram during(Crowd crowd) {
        Histogram all = new Histogram(3);
        for (Rolling.Phase phase : Rolling.Phase.values()) {
            if (crowd.world().latencies().names().contains(phase.label())) {
                all.add(crowd.world().latencies().window(phase.label()).deliveries());
            }
        }
        return all;
    }
}
