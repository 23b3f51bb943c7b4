package parley.server.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.BindException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PortsTest {

    private static final ClusterPlan PLAN =
            new ClusterPlan(Path.of("data"), 2, 80, 90, List.of(), new ClusterPlan.Restart(true, Duration.ZERO), false);

    @Test
    void givesEachNodeThePortsAskedForAndOthersOfItsOwn() {
        var ports = new Ports(new SplittableRandom(1), port -> () -> {});

        List<NodeAddress> nodes = ports.addresses(PLAN);

        assertThat(nodes).extracting(NodeAddress::http).containsExactly(80, 81);
        assertThat(nodes).extracting(NodeAddress::ws).containsExactly(90, 91);
        assertThat(nodes)
                .flatExtracting(NodeAddress::artery, NodeAddress::management)
                .doesNotHaveDuplicates();
    }

    /** Nothing listens yet on what the first has chosen. */
    @Test
    void noOtherClusterIsGivenAPortOfARowThatIsHeld() throws IOException {
        Set<Integer> listening = new HashSet<>();
        Ports.Network machine = port -> {
            if (!listening.add(port)) {
                throw new BindException("Address already in use");
            }
            return () -> listening.remove(port);
        };
        int chosen;
        try (var ports = new Ports(new SplittableRandom(1), machine);
                var others = new Ports(new SplittableRandom(1), machine)) {
            chosen = ports.anyFree();

            assertThat(Math.abs(others.anyFree() - chosen)).isGreaterThanOrEqualTo(50);
        }
        assertThat(new Ports(new SplittableRandom(1), machine).anyFree()).isEqualTo(chosen);
    }

    @Test
    void saysThatAPortIsTaken() {
        assertThatThrownBy(() -> portsThatRefuse(81, "Address already in use").addresses(PLAN))
                .isInstanceOf(ClusterFault.class)
                .hasMessage("port 81 is taken: stop what listens there, or choose other ports with --http-port (node k"
                        + " uses the port + k)");
    }

    @Test
    void saysThatAPortMayNotBeListenedOn() {
        assertThatThrownBy(() -> portsThatRefuse(90, "Permission denied").addresses(PLAN))
                .isInstanceOf(ClusterFault.class)
                .hasMessage("cannot listen on port 90 (Permission denied): choose other ports with --ws-port (node k"
                        + " uses the port + k)");
    }

    private static Ports portsThatRefuse(int refused, String reason) {
        return new Ports(new SplittableRandom(1), port -> {
            if (port == refused) {
                throw new BindException(reason);
            }
            return () -> {};
        });
    }
}
