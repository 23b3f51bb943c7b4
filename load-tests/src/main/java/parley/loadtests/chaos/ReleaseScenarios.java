package parley.loadtests.chaos;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Nodes of two releases in one cluster. */
final class ReleaseScenarios {

    static final String MIXED_VERSIONS = "mixed-versions";

    private static final int ACKS_BETWEEN = 300;
    private static final Duration BETWEEN = Duration.ofSeconds(15);

    private ReleaseScenarios() {}

    static List<Scenario> all() {
        return List.of(new Scenario(
                MIXED_VERSIONS,
                "two nodes go back to the previous release, and come forward again",
                NodeScenarios.ROLLING_GAP_MAX,
                ReleaseScenarios::mix));
    }

    /** One of them is the oldest, which coordinates the shards, so that either release does. */
    private static void mix(Stage stage) throws InterruptedException {
        Releases releases = stage.props().releases();
        int oldest = stage.watch().oldest().orElse(0);
        List<Integer> both = List.of((oldest + 1) % stage.cluster().size(), oldest);
        List<Integer> back = new ArrayList<>();
        stage.begins("nodes " + both + " to " + releases.previous().getFileName());
        try {
            for (int node : both) {
                back.add(node);
                replace(stage, node, releases.previous());
            }
        } finally {
            back.forEach(node -> releases.turn(node, releases.present()));
        }
        for (int node : back) {
            replace(stage, node, releases.present());
        }
    }

    private static void replace(Stage stage, int node, Path distribution) throws InterruptedException {
        stage.props().releases().turn(node, distribution);
        NodeScenarios.replace(stage, node);
        String runs = stage.cluster()
                .status()
                .path("nodes")
                .path(node)
                .path("distribution")
                .asText();
        if (!runs.equals(distribution.toString())) {
            throw new IllegalStateException(
                    "node " + node + " runs from " + runs + " (expected: " + distribution + ")");
        }
        stage.lasts(NodeScenarios.MIN_READY);
        stage.lastsForAcks(ACKS_BETWEEN, BETWEEN);
    }
}
