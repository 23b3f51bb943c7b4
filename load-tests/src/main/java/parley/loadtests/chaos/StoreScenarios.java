package parley.loadtests.chaos;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import parley.loadtests.faults.ClusterChild;
import parley.loadtests.faults.ClusterNode;
import parley.loadtests.faults.Fault;
import parley.loadtests.faults.FullDisk;
import parley.loadtests.faults.KillProcess;
import parley.loadtests.faults.Partition;
import parley.loadtests.faults.PauseProcess;
import parley.loadtests.faults.SlowDisk;

/** A database that dies, stands still, is slow, full, or cannot be reached, and snapshots that are lost or wrong. */
final class StoreScenarios {

    static final String DISK_FULL = "disk-full";

    /** Counted from when somebody else could write again. */
    private static final long RESTART_GAP_MAX = 10_000;

    private static final Duration LONG = Duration.ofMinutes(2);
    private static final Duration PAUSE = Duration.ofSeconds(5);
    private static final Duration LONG_PAUSE = Duration.ofSeconds(15);
    private static final Duration SLOW = Duration.ofSeconds(20);
    private static final Duration DELAY = Duration.ofMillis(100);
    private static final Duration LONG_DELAY = Duration.ofMillis(1500);
    private static final Duration CUT = Duration.ofSeconds(20);
    private static final Duration ANSWERS_LOST = Duration.ofSeconds(8);
    private static final Duration FULL = Duration.ofSeconds(20);

    private StoreScenarios() {}

    static List<Scenario> all() {
        return List.of(
                new Scenario("kill-db", "kill -9 of the database", RESTART_GAP_MAX, StoreScenarios::kill),
                new Scenario(
                        "pause-db",
                        "the database stands still: writes are carried out after they timed out",
                        stage -> stage.inflict(PauseProcess.ofCassandra(stage.cluster()), PAUSE)),
                new Scenario(
                        "pause-db-long",
                        "the database stands still for longer than leases last",
                        stage -> stage.inflict(PauseProcess.ofCassandra(stage.cluster()), LONG_PAUSE)),
                new Scenario(
                        "slow-db",
                        "each sync to disk takes 100 ms more",
                        stage -> stage.inflict(SlowDisk.ofCassandra(stage.cluster(), DELAY), SLOW)),
                new Scenario(
                        "very-slow-db",
                        "each sync to disk takes 1.5 s more",
                        stage -> stage.inflict(SlowDisk.ofCassandra(stage.cluster(), LONG_DELAY), SLOW)),
                new Scenario(
                        "lost-answers",
                        "what one node writes is stored, and it never learns that",
                        StoreScenarios::lostAnswers),
                new Scenario("db-out-of-reach", "one node does not reach the database", StoreScenarios::outOfReach),
                new Scenario(DISK_FULL, "the database's disk is full", StoreScenarios::diskFull),
                new Scenario(
                        "lost-snapshots",
                        "all snapshots are gone, and every node is replaced",
                        stage -> withoutSnapshots(stage, stage.props().store()::deleteSnapshots)),
                new Scenario(
                        "wrong-snapshots",
                        "all snapshots hold garbage, and every node is replaced",
                        stage -> withoutSnapshots(stage, stage.props().store()::spoilSnapshots)));
    }

    private static void kill(Stage stage) throws InterruptedException {
        ClusterChild before = stage.cluster().cassandra();
        Fault kill = KillProcess.ofCassandra(stage.cluster());
        stage.begins(kill.name());
        stage.cluster().begin(kill);
        stage.seesWhen("others can write", stage.props().store()::canWrite, LONG);
        stage.promiseCountsFromNow();
        stage.cluster().awaitCassandraAgain(before, LONG);
    }

    private static void lostAnswers(Stage stage) throws InterruptedException {
        List<ClusterChild> database = List.of(stage.cluster().cassandra());
        List<ClusterChild> node = List.of(stage.cluster().node(stage.anyNode()).child());
        stage.inflict(Partition.oneWay(database, node), ANSWERS_LOST);
    }

    private static void outOfReach(Stage stage) throws InterruptedException {
        List<ClusterChild> database = List.of(stage.cluster().cassandra());
        List<ClusterChild> node = List.of(stage.cluster().node(stage.anyNode()).child());
        stage.inflict(Partition.between(database, node), CUT);
    }

    private static void diskFull(Stage stage) throws InterruptedException {
        stage.inflict(new FullDisk(stage.props().disk()), FULL);
    }

    private static void withoutSnapshots(Stage stage, Runnable spoil) throws InterruptedException {
        stage.begins("snapshots, then all nodes are killed one after the other");
        spoil.run();
        List<ClusterNode> before = new ArrayList<>(stage.cluster().nodes());
        for (ClusterNode node : before) {
            stage.cluster().begin(KillProcess.ofNode(stage.cluster(), node.index()));
            stage.cluster().awaitReadyAgain(node, LONG);
            stage.waitUntil(stage.watch()::isWell, LONG);
        }
        stage.sees("all replaced");
    }
}
