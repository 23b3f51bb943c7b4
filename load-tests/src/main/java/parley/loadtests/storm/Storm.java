package parley.loadtests.storm;

import java.io.PrintStream;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import parley.loadtests.client.ClientRuntime;
import parley.loadtests.client.ClientSettings;
import parley.loadtests.client.Failures;
import parley.loadtests.client.FrameTap;
import parley.loadtests.client.HttpApi;
import parley.loadtests.client.WireException;

/**
 * Cuts very many clients of a cluster at once, writes what they miss, lets them come back, and measures. Exits with 0 if all are current
 * again and the limits hold, 1 if not, 2 if it was called in a wrong way. Every phase has a deadline.
 */
public final class Storm {

    private static final String SERVICE_KEY = "PARLEY_SERVICE_KEY";
    private static final int GROUP_SIZE = 20;
    private static final int ARRIVING_PER_SECOND = 400;
    private static final int REHEARSED_PER_SECOND = 800;
    private static final int MISSED_PER_SECOND = 200;
    private static final int REHEARSED_MISSED = 2;
    private static final Duration PHASE = Duration.ofMinutes(4);
    private static final Duration TALK_EVERY = Duration.ofSeconds(1);
    private static final Duration SETTLE = Duration.ofSeconds(60);
    private static final double BYSTANDER_RATIO_MAX = 5;
    private static final String WARM = "warm-up";
    private static final String CALM = "calm";
    private static final String BEFORE = "before";
    private static final String BETWEEN = "between";
    private static final String AWAY = "away";
    private static final String STORM = "storm";
    private static final String AFTER = "after";

    private final StormOptions options;
    private final Target target;
    private final Report report;
    private final SecureRandom random = new SecureRandom();

    private Storm(StormOptions options, Target target, PrintStream out) {
        this.options = options;
        this.target = target;
        this.report = new Report(out);
    }

    public static void main(String[] arguments) {
        System.setProperty("logback.configurationFile", "parley/loadtests/demo/logback.xml");
        StormOptions options;
        try {
            options = StormOptions.parse(arguments);
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.err.print(StormOptions.USAGE);
            System.exit(2);
            return;
        }
        System.exit(exitCode(options));
    }

    private static int exitCode(StormOptions options) {
        try {
            if (options.targets().isEmpty()) {
                return runOnOwn(options).holds() ? 0 : 1;
            }
            String key = System.getenv().getOrDefault(SERVICE_KEY, "");
            Target running = new Target(
                    options.targets().stream()
                            .map(http -> new Target.Node(http, "", 0))
                            .toList(),
                    key);
            return run(options, running, System.out).holds() ? 0 : 1;
        } catch (StormException | WireException | IllegalArgumentException e) {
            System.err.println("the storm failed: " + e.getMessage());
            return 1;
        }
    }

    private static StormResult runOnOwn(StormOptions options) {
        System.out.println("Starting " + options.nodes() + " nodes with the limits they are shipped with"
                + System.getenv().getOrDefault("PARLEY_NODE_JAVA_OPTS", "").replaceFirst("(?s)^(.+)$", " and $1"));
        try (OwnCluster cluster = OwnCluster.start(options.parley(), options.nodes())) {
            StormResult result = run(options, cluster.target(), System.out);
            if (result.holds()) {
                cluster.forget();
            } else {
                System.out.println("Data and logs of the nodes: " + cluster.data());
            }
            return result;
        }
    }

    /** Runs a storm over a cluster that is ready, and blocks until it is over. */
    public static StormResult run(StormOptions options, Target target, PrintStream out) {
        try (ClientRuntime runtime = new ClientRuntime(ClientSettings.defaults())) {
            return new Storm(options, target, out).run(new HttpApi(runtime, target.http(), FrameTap.NONE));
        }
    }

    private StormResult run(HttpApi api) {
        List<URI> sockets = new ArrayList<>();
        for (int node = 0; node < target.nodes().size(); node++) {
            sockets.add(URI.create(Failures.await(api.startingAt(node).socketUrl(), PHASE)));
        }
        ServiceApi service = new ServiceApi(api, target.serviceKey(), PHASE);
        try (Fleet fleet = new Fleet("storm", sockets);
                Fleet talkers = new Fleet("bystanders", sockets);
                Members members = new Members(
                        target.nodes().stream().map(Target.Node::management).toList())) {
            return run(service, fleet, talkers, members, new Nodes(target, sockets));
        }
    }

    private StormResult run(ServiceApi service, Fleet fleet, Fleet talkers, Members members, Nodes nodes) {
        Population population = new Population(service, "s" + Long.toString(random.nextLong(1L << 40), 36));
        List<String> users = population.users(options.clients() + options.bystanders());
        report.say(users.size() + " users exist.");
        List<String> struck = users.subList(0, options.clients());
        List<String> others = users.subList(options.clients(), users.size());
        List<Population.Group> groups = population.groups(struck, GROUP_SIZE);
        population.pairs(others);
        List<LeanClient> clients = clients(population, struck, fleet);
        List<LeanClient> bystanding = clients(population, others, talkers);
        report.say(struck.size() + " clients in " + groups.size() + " groups and " + others.size()
                + " bystanders have chats and tokens.");

        Bystanders bystanders = new Bystanders(talkers, bystanding);
        members.watch();
        arrive(bystanders, bystanding, talkers, clients, fleet);
        Latencies latencies = bystanders.tally().latencies();
        latencies.begin(WARM);
        bystanders.talk(TALK_EVERY);
        Missed missed = new Missed(service, MISSED_PER_SECOND);
        for (int rehearsal = 1; rehearsal <= options.rehearsals(); rehearsal++) {
            rehearse(rehearsal, missed, groups, clients, fleet);
        }
        Waiting.pause(options.calm());
        List<Long> heapBefore = nodes.liveKb();
        long notHome = 0;
        for (int time = 1; time <= options.times() && notHome == 0; time++) {
            Waiting.pause(TALK_EVERY);
            latencies.begin(CALM);
            Waiting.pause(options.calm());
            // What is under way in the moment of the cut is not calm.
            latencies.begin(BEFORE);
            Waiting.pause(TALK_EVERY);
            notHome = strike(time, missed, groups, clients, fleet, latencies).missing();
            latencies.begin(AFTER);
            Waiting.pause(TALK_EVERY);
            latencies.begin(BETWEEN);
        }
        bystanders.stop();
        boolean quiet = awaitQuiet(bystanders);
        report.bystanders(latencies, bystanders.tally(), talkers.counters(), List.of(CALM, AWAY, STORM, AFTER));
        report.bySecond(AWAY, latencies.window(AWAY));
        report.bySecond(STORM, latencies.window(STORM));
        return result(notHome, bystanders, quiet, members, nodes, heapBefore);
    }

    private List<LeanClient> clients(Population population, List<String> users, Fleet fleet) {
        List<String> tokens = population.tokens(users);
        List<LeanClient> clients = new ArrayList<>();
        for (int i = 0; i < tokens.size(); i++) {
            clients.add(new LeanClient(fleet, i, tokens.get(i)));
        }
        return clients;
    }

    private void arrive(
            Bystanders bystanders, List<LeanClient> bystanding, Fleet talkers, List<LeanClient> clients, Fleet fleet) {
        Duration over = at(ARRIVING_PER_SECOND, clients);
        Homecoming all = Homecoming.call(clients, Map.of(), over, fleet);
        for (LeanClient bystander : bystanding) {
            bystander.come((long) (random.nextDouble() * over.toMillis()));
        }
        boolean arrived = all.await(PHASE) && Waiting.until(PHASE, bystanders::areReady);
        report.connections("Arriving", fleet.counters().snapshot());
        if (!arrived) {
            throw new StormException(all.missing() + " clients did not get connected; bystanders: "
                    + talkers.counters().snapshot());
        }
        report.say("All are connected and current, " + ARRIVING_PER_SECOND + " a second.");
    }

    private static Duration at(int perSecond, List<LeanClient> clients) {
        return Duration.ofMillis(1000L * clients.size() / perSecond);
    }

    /** Does once what the storm does, at a rate that is none. */
    private void rehearse(
            int number, Missed missed, List<Population.Group> groups, List<LeanClient> clients, Fleet fleet) {
        clients.forEach(LeanClient::cut);
        Map<String, Long> goals = missed.write(groups, REHEARSED_MISSED, "rehearsed-" + number);
        Homecoming homecoming = Homecoming.call(clients, goals, at(REHEARSED_PER_SECOND, clients), fleet);
        if (!homecoming.await(PHASE)) {
            throw new StormException(homecoming.missing() + " clients did not come back in rehearsal " + number);
        }
        report.say("Rehearsal " + number + ": all were cut, and came back " + REHEARSED_PER_SECOND + " a second.");
    }

    /** The storm itself: returns when all are current, or their time is over. */
    private Homecoming strike(
            int time,
            Missed missed,
            List<Population.Group> groups,
            List<LeanClient> clients,
            Fleet fleet,
            Latencies latencies) {
        Map<String, Long> before = fleet.counters().snapshot();
        latencies.begin(AWAY);
        long cut = System.nanoTime();
        clients.forEach(LeanClient::cut);
        Map<String, Long> goals = missed.write(groups, options.missed(), "missed-" + time);
        report.say(
                "Storm " + time + ": all are cut, and " + goals.size() * options.missed() + " messages were written in "
                        + Report.seconds(System.nanoTime() - cut) + ": " + options.missed() + " for each.");
        latencies.begin(STORM);
        Homecoming homecoming = Homecoming.call(clients, goals, options.jitter(), fleet);
        boolean home = homecoming.await(PHASE);
        report.homecoming(homecoming, home, cut);
        report.connections("Coming back", fleet.counters().since(before));
        return homecoming;
    }

    private StormResult result(
            long notHome, Bystanders bystanders, boolean quiet, Members members, Nodes nodes, List<Long> heapBefore) {
        Latencies latencies = bystanders.tally().latencies();
        double calm = latencies.window(CALM).p99Ms();
        double worst =
                Math.max(latencies.window(STORM).p99Ms(), latencies.window(AWAY).p99Ms());
        StormResult.Builder result = new StormResult.Builder()
                .check("all clients are current again", notHome == 0, notHome + " of " + options.clients() + " are not")
                .check("bystanders lost nothing", quiet, bystanders.tally().counts())
                .measure(
                        "bystanders' p99 of delivery at most " + BYSTANDER_RATIO_MAX + " times the calm one",
                        worst <= calm * BYSTANDER_RATIO_MAX,
                        String.format("%.1f ms calm, %.1f ms in the storm: %.1f times", calm, worst, worst / calm));
        if (members.isPossible()) {
            Members.Seen seen = members.seen();
            result.check("no member was downed", seen.isStable(), seen.toString());
        }
        if (nodes.areHere()) {
            long waiting = nodes.waitingBytes(SETTLE);
            result.check("nothing waits in the nodes' sockets", waiting == 0, waiting + " bytes");
            List<Long> after = nodes.settledKb(heapBefore, SETTLE);
            result.measure(
                    "live heap back within a tenth",
                    Nodes.isBack(heapBefore, after),
                    heapBefore + " KB before, " + after + " KB after (jcmd GC.run, GC.heap_info)");
        }
        StormResult built = result.build();
        report.say(built.toString());
        return built;
    }

    private static boolean awaitQuiet(Bystanders bystanders) {
        return Waiting.until(SETTLE, bystanders::isQuiet);
    }
}
