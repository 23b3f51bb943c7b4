package parley.loadtests.chaos;

import java.time.Duration;
import java.util.List;
import parley.loadtests.faults.ClusterNode;
import parley.loadtests.faults.Fault;
import parley.loadtests.faults.KillProcess;
import parley.loadtests.faults.PauseProcess;
import parley.loadtests.faults.TerminateNode;

/** Nodes that die, stand still, and are replaced. */
final class NodeScenarios {

    static final String KILL_NODE = "kill-node";

    private static final long KILL_GAP_MAX = 20_000;
    static final long ROLLING_GAP_MAX = 10_000;
    private static final Duration LONG = Duration.ofMinutes(2);
    private static final Duration NOTICED = Duration.ofSeconds(40);
    private static final Duration PAUSE = Duration.ofSeconds(16);
    private static final Duration SHORT_PAUSE = Duration.ofSeconds(9);
    private static final int PAUSE_MORE_SECONDS = 10;
    private static final Duration REBALANCING = Duration.ofSeconds(3);

    /** A new node works for so long before anything else happens: minReadySeconds of the chart. */
    static final Duration MIN_READY = Duration.ofSeconds(20);

    private NodeScenarios() {}

    static List<Scenario> all() {
        return List.of(
                new Scenario(KILL_NODE, "kill -9 of any node", KILL_GAP_MAX, stage -> kill(stage, stage.anyNode())),
                new Scenario(
                        "kill-writing",
                        "kill -9 of a node while its writes wait in the database",
                        NodeScenarios::killWriting),
                new Scenario("kill-oldest", "kill -9 of the oldest node while shards move", NodeScenarios::killOldest),
                new Scenario(
                        "pause-node",
                        "a node stands still until the others have removed it, and wakes",
                        NodeScenarios::pause),
                new Scenario(
                        "pause-shortly",
                        "a node stands still for longer than its lease, and wakes before it is removed",
                        stage -> stage.inflict(PauseProcess.ofNode(stage.cluster(), stage.anyNode()), SHORT_PAUSE)),
                new Scenario(
                        "rolling-restart",
                        "each node is replaced, one after the other",
                        ROLLING_GAP_MAX,
                        NodeScenarios::roll),
                new Scenario("rebalance", "a node leaves and comes back, twice", NodeScenarios::rebalance));
    }

    private static void kill(Stage stage, int node) throws InterruptedException {
        ClusterNode before = stage.cluster().node(node);
        String uid = stage.watch().uid(node);
        int shards = stage.watch().shardsHeld();
        Fault kill = KillProcess.ofNode(stage.cluster(), node);
        stage.begins(kill.name());
        stage.cluster().begin(kill);
        stage.seesWhen(
                "unreachable",
                () -> stage.watch().isUnreachable(node) || stage.watch().isRemoved(node, uid),
                NOTICED);
        stage.seesWhen("removed", () -> stage.watch().isRemoved(node, uid), NOTICED);
        stage.seesWhen("its shards taken over", () -> stage.watch().shardsHeld() >= shards, NOTICED);
        stage.cluster().awaitReadyAgain(before, LONG);
        stage.sees("ready again");
    }

    /** The database stands still, so that what the node wrote last is on its way for sure; it lands when the node is dead. */
    private static void killWriting(Stage stage) throws InterruptedException {
        int node = stage.anyNode();
        ClusterNode before = stage.cluster().node(node);
        Fault pause = PauseProcess.ofCassandra(stage.cluster());
        Fault kill = KillProcess.ofNode(stage.cluster(), node);
        stage.begins(kill.name() + " while it writes");
        stage.cluster().begin(pause);
        try {
            stage.lasts(Duration.ofMillis(500));
            stage.cluster().begin(kill);
        } finally {
            stage.cluster().end(pause);
        }
        stage.cluster().awaitReadyAgain(before, LONG);
        stage.sees("ready again");
    }

    /** The oldest node coordinates the shards; it dies when another has just left and its shards are under way. */
    private static void killOldest(Stage stage) throws InterruptedException {
        int oldest = stage.watch().oldest().orElse(0);
        int other = (oldest + 1) % stage.cluster().size();
        ClusterNode before = stage.cluster().node(oldest);
        ClusterNode otherBefore = stage.cluster().node(other);
        Fault leave = new TerminateNode(stage.cluster(), other);
        Fault kill = KillProcess.ofNode(stage.cluster(), oldest);
        stage.begins(leave.name() + ", then " + kill.name() + ", the oldest");
        stage.cluster().begin(leave);
        stage.cluster().begin(kill);
        stage.cluster().awaitReadyAgain(before, LONG);
        stage.cluster().awaitReadyAgain(otherBefore, LONG);
        stage.sees("both ready again");
    }

    private static void pause(Stage stage) throws InterruptedException {
        int node = stage.anyNode();
        String uid = stage.watch().uid(node);
        ClusterNode before = stage.cluster().node(node);
        Fault pause = PauseProcess.ofNode(stage.cluster(), node);
        Duration atLeast = PAUSE.plusSeconds(stage.random().nextInt(PAUSE_MORE_SECONDS));
        stage.begins(pause.name() + " for at least " + atLeast.toSeconds() + " s");
        stage.cluster().begin(pause);
        try {
            stage.seesWhen("unreachable", () -> stage.watch().isUnreachable(node), NOTICED);
            stage.seesWhen("removed", () -> stage.watch().isRemoved(node, uid), NOTICED);
            stage.waitUntil(() -> System.nanoTime() - stage.beganNanos() > atLeast.toNanos(), atLeast);
        } finally {
            stage.cluster().end(pause);
        }
        stage.sees("woken");
        stage.cluster().awaitReadyAgain(before, LONG);
        stage.sees("replaced");
    }

    private static void roll(Stage stage) throws InterruptedException {
        stage.begins("all " + stage.cluster().size() + " nodes, the oldest last");
        int oldest = stage.watch().oldest().orElse(0);
        for (int i = 1; i <= stage.cluster().size(); i++) {
            replace(stage, (oldest + i) % stage.cluster().size());
            stage.lasts(MIN_READY);
        }
    }

    static void replace(Stage stage, int node) throws InterruptedException {
        ClusterNode before = stage.cluster().node(node);
        stage.cluster().begin(new TerminateNode(stage.cluster(), node));
        stage.cluster().awaitReadyAgain(before, LONG);
        stage.waitUntil(stage.watch()::isWell, LONG);
        stage.sees("node " + node + " replaced");
    }

    private static void rebalance(Stage stage) throws InterruptedException {
        int node = stage.anyNode();
        stage.begins("node " + node + " leaves and comes back, twice");
        for (int i = 0; i < 2; i++) {
            replace(stage, node);
            stage.lasts(REBALANCING);
        }
    }
}
