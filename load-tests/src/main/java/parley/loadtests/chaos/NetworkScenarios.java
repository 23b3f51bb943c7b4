package parley.loadtests.chaos;

import java.time.Duration;
import java.util.List;
import parley.loadtests.faults.ClusterChild;
import parley.loadtests.faults.Flapping;
import parley.loadtests.faults.Partition;

/** Networks between nodes that lose what is sent. */
final class NetworkScenarios {

    private static final Duration SHORT = Duration.ofSeconds(5);
    private static final Duration REMOVED = Duration.ofSeconds(20);
    private static final Duration LONG = Duration.ofSeconds(40);
    private static final Duration ONE_WAY = Duration.ofSeconds(25);
    private static final Duration FLAPPING = Duration.ofSeconds(40);
    private static final Duration FLAP_MIN = Duration.ofSeconds(3);
    private static final Duration FLAP_MAX = Duration.ofSeconds(8);

    private NetworkScenarios() {}

    static List<Scenario> all() {
        return List.of(
                new Scenario(
                        "partition",
                        "one node is cut off from the others until they have removed it",
                        stage -> partition(stage, notOldest(stage), REMOVED)),
                new Scenario(
                        "partition-oldest",
                        "the oldest node is cut off from the others for a long time",
                        stage -> partition(stage, oldest(stage), LONG)),
                new Scenario(
                        "partition-shortly",
                        "one node is cut off for five seconds",
                        stage -> partition(stage, stage.anyNode(), SHORT)),
                new Scenario("partition-one-way", "one node is heard by none, and hears all", NetworkScenarios::oneWay),
                new Scenario(
                        "partition-pair",
                        "two nodes do not reach each other, the third reaches both",
                        NetworkScenarios::pair),
                new Scenario("flapping", "one node is cut off again and again", NetworkScenarios::flapping));
    }

    private static int oldest(Stage stage) {
        return stage.watch().oldest().orElse(0);
    }

    private static int notOldest(Stage stage) {
        return (oldest(stage) + 1 + stage.random().nextInt(stage.cluster().size() - 1))
                % stage.cluster().size();
    }

    private static List<ClusterChild> only(Stage stage, int node) {
        return List.of(stage.cluster().node(node).child());
    }

    private static void partition(Stage stage, int node, Duration time) throws InterruptedException {
        stage.inflict(Partition.between(only(stage, node), stage.nodesBut(node)), time);
    }

    private static void oneWay(Stage stage) throws InterruptedException {
        int node = stage.anyNode();
        stage.inflict(Partition.oneWay(only(stage, node), stage.nodesBut(node)), ONE_WAY);
    }

    private static void pair(Stage stage) throws InterruptedException {
        int one = stage.anyNode();
        int other = (one + 1) % stage.cluster().size();
        stage.inflict(Partition.between(only(stage, one), only(stage, other)), LONG);
    }

    private static void flapping(Stage stage) throws InterruptedException {
        int node = stage.anyNode();
        Partition partition = Partition.between(only(stage, node), stage.nodesBut(node));
        stage.inflict(new Flapping(partition, FLAP_MIN, FLAP_MAX, stage.random().nextLong()), FLAPPING);
    }
}
