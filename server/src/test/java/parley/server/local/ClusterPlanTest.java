package parley.server.local;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
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

    private static ClusterPlan plan(int nodes, int httpPort, int wsPort) {
        return new ClusterPlan(Path.of("data"), nodes, httpPort, wsPort, List.of(), true);
    }
}
