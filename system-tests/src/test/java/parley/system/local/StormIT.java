package parley.system.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import parley.loadtests.storm.Storm;
import parley.loadtests.storm.StormOptions;
import parley.loadtests.storm.StormResult;

/** A small reconnect storm; {@code ./parley storm} is the large one. How long anything takes is not looked at. */
class StormIT {

    private static final int NODES = 3;

    @Test
    void clientsThatAreCutAtOnceComeBackWholeAndNoNodeIsDowned() {
        var said = new ByteArrayOutputStream();
        try (var cluster = LocalClusterUnderTest.start(NODES);
                var out = new PrintStream(said, true, StandardCharsets.UTF_8)) {
            var options = new StormOptions(
                    300, Duration.ofSeconds(1), 20, 20, Duration.ofSeconds(1), 1, 1, NODES, cluster.addresses(), "");

            StormResult result = Storm.run(options, cluster.target(), out);

            assertThat(result.broken())
                    .as(said.toString(StandardCharsets.UTF_8))
                    .isEmpty();
            assertThat(result.checks())
                    .extracting(StormResult.Check::what)
                    .contains("all clients are current again", "bystanders lost nothing", "no member was downed");
        }
    }
}
