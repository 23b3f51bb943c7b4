package parley.server.local;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClusterPlanTest {

    @Test
    void refusesNodeCountsThatCannotRun() {
        assertThatThrownBy(() -> plan(0, 8080, 8090)).hasMessage("--nodes 0: choose a number from 1 to 9");
        assertThatThrownBy(() -> plan(10, 8080, 8090)).isInstanceOf(ClusterFault.class);
    }

    @Test
    void refusesPortsBeyondTheLast() {
        assertThatThrownBy(() -> plan(3, 65_534, 8090)).hasMessageStartingWith("--http-port 65534: ");
        assertThatThrownBy(() -> plan(3, 8080, 0)).hasMessageStartingWith("--ws-port 0: ");
    }

    @Test
    void refusesPortsOfDifferentNodesThatMeet() {
        assertThatThrownBy(() -> plan(3, 8080, 8082)).hasMessageContaining("overlap with 3 nodes");
    }

    @Test
    void refusesANodeThatStartsAgainBeforeItDied() {
        assertThatThrownBy(() -> plan(List.of(), Duration.ofSeconds(-1), false))
                .hasMessage("--restart-after -1: choose 0 or more seconds");
    }

    @Test
    void refusesToIsolateNodesFromTheirDatabase() {
        assertThatThrownBy(() -> plan(List.of("db:9042"), Duration.ZERO, true))
                .hasMessageStartingWith("--isolate with --cassandra: ");
    }

    private static ClusterPlan plan(List<String> cassandra, Duration restartAfter, boolean isolate) {
        var restart = new ClusterPlan.Restart(true, restartAfter);
        return new ClusterPlan(Path.of("data"), 1, 8080, 8090, cassandra, restart, isolate);
    }

    private static ClusterPlan plan(int nodes, int httpPort, int wsPort) {
        var restart = new ClusterPlan.Restart(true, Duration.ZERO);
        return new ClusterPlan(Path.of("data"), nodes, httpPort, wsPort, List.of(), restart, false);
    }
}
