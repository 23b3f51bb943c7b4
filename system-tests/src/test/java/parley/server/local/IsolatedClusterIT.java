package parley.server.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import parley.system.local.CommandRun;
import parley.system.local.Talker;

/**
 * Nodes with networks of their own: needs root, iproute2 and a kernel that allows network namespaces, and fails without.
 */
class IsolatedClusterIT {

    private static final Path NAMESPACES = Path.of("/run/netns");

    @TempDir
    private Path data;

    @Test
    void givesEachChildANetworkOfItsOwnAfterAKilledSupervisorAndLeavesNone() throws Exception {
        List<NodeAddress> left = asKilled(2).nodes(plan(2));

        try (CommandRun up = CommandRun.start("up", "--isolate", "--data", data.toString())) {
            up.awaitLine("parley: ready");
            JsonNode status = CommandRun.status(data);
            JsonNode node = status.path("nodes").path(0);

            assertThat(NAMESPACES.resolve(left.get(1).place().namespace())).doesNotExist();
            assertThat(node.path("namespace").asText())
                    .isEqualTo(left.get(0).place().namespace());
            assertThat(namespaceOf(node)).isEqualTo(fileOf(node)).isNotEqualTo(fileOf(status.path("cassandra")));
            assertThat(namespaceOf(status.path("cassandra"))).isEqualTo(fileOf(status.path("cassandra")));
            try (var talker =
                    new Talker(List.of(node.path("addresses").path("http").asText()))) {
                assertThat(talker.send("Good morrow")).isPositive();
            }

            assertThat(down().exitStatus()).isZero();
            assertThat(up.output()).endsWith("parley: stopped\n");
            assertNothingLeftOf(left.get(0).place());
        }
    }

    /** The next start would find it, but perhaps there is none. */
    @Test
    void downRemovesWhatAKilledSupervisorLeft() throws Exception {
        Place left = asKilled(1).database();
        assertThat(NAMESPACES.resolve(left.namespace())).exists();

        CommandRun down = down();

        assertThat(down.exitStatus()).as(down.output()).isZero();
        assertNothingLeftOf(left);
    }

    @Test
    void givesTwoClustersDifferentNetworks() {
        try (var one = IsolatedNetwork.create(new DataDirectory(data.resolve("one")), plan(1));
                var other = IsolatedNetwork.create(new DataDirectory(data.resolve("other")), plan(1))) {
            assertThat(one.database().host()).isNotEqualTo(other.database().host());
            assertThat(one.database().namespace()).isNotEqualTo(other.database().namespace());
        }
    }

    /** What is there after a supervisor was killed and its children have ended. */
    private IsolatedNetwork asKilled(int nodes) throws IOException {
        try (var directory = new DataDirectory(data)) {
            directory.open();
            return IsolatedNetwork.create(directory, plan(nodes));
        }
    }

    private ClusterPlan plan(int nodes) {
        var restart = new ClusterPlan.Restart(true, Duration.ZERO);
        return new ClusterPlan(data, nodes, 8080, 8090, List.of(), restart, true);
    }

    private CommandRun down() throws IOException, InterruptedException {
        return CommandRun.finished("down", "--data", data.toString());
    }

    /** Two names of one namespace are the same file. */
    private static Object namespaceOf(JsonNode child) throws IOException {
        return Files.getAttribute(Path.of("/proc", child.path("pid").asText(), "ns", "net"), "unix:ino");
    }

    private static Object fileOf(JsonNode child) throws IOException {
        return Files.getAttribute(NAMESPACES.resolve(child.path("namespace").asText()), "unix:ino");
    }

    /** All names of one cluster have the same eight digits in them. */
    private static void assertNothingLeftOf(Place place) throws IOException {
        String id = place.namespace().replaceAll("parley-([0-9a-f]{8})-.*", "$1");
        assertThat(id).hasSize(8);
        try (Stream<Path> namespaces = Files.list(NAMESPACES);
                Stream<Path> devices = Files.list(Path.of("/sys/class/net"))) {
            assertThat(Stream.concat(namespaces, devices).map(Path::toString)).noneMatch(name -> name.contains(id));
        }
    }
}
