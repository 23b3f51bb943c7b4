package parley.system.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import parley.loadtests.client.ClientRuntime;
import parley.loadtests.client.ClientSettings;
import parley.loadtests.client.FrameTap;
import parley.loadtests.client.HttpApi;
import parley.loadtests.storm.Population;
import parley.loadtests.storm.RollOptions;
import parley.loadtests.storm.RollUnderLoad;
import parley.loadtests.storm.ServiceApi;
import parley.loadtests.storm.StormResult;

/** {@code ./parley roll} on three nodes: under a small load, and with a node that does not come back. How long anything takes is not looked at. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class RollIT {

    private static final int NODES = 3;
    private static final int SERVICE_RESTART = 1012;

    /** Few chats talk here; they are given away as many are elsewhere, and sooner, and as many go at once to a node that comes back. */
    private static final List<String> HAND_OVER = List.of(
            "-Dparley.engine.hand-over.few-chats=0",
            "-Dparley.engine.hand-over.shards-at-once=10",
            "-Dparley.engine.hand-over.newcomers-rest=2s",
            "-Dakka.cluster.sharding.least-shard-allocation-strategy.rebalance-absolute-limit=10");

    @TempDir
    private static Path folder;

    private static Path link;
    private static LocalClusterUnderTest cluster;

    @BeforeAll
    static void startNodes() throws IOException {
        link = Files.createSymbolicLink(folder.resolve("dist-1"), CommandRun.DIST);
        cluster = LocalClusterUnderTest.start(NODES, HAND_OVER, Map.of("PARLEY_NODE_DIST_1", link.toString()));
    }

    @AfterAll
    static void stopNodes() {
        if (cluster != null) {
            cluster.close();
        }
    }

    @Test
    @Order(1)
    void nothingIsLostWhileAllNodesAreRestartedUnderTheirClients() {
        var said = new ByteArrayOutputStream();
        var options = new RollOptions(
                100, 4, Duration.ofSeconds(4), 20, Duration.ZERO, Duration.ofSeconds(1), 500, NODES, "");
        List<Long> before = List.of(cluster.pid(0), cluster.pid(1), cluster.pid(2));

        StormResult result = RollUnderLoad.run(
                options, cluster.target(), cluster.roll(), new PrintStream(said, true, StandardCharsets.UTF_8));

        assertThat(result.broken()).as(said.toString(StandardCharsets.UTF_8)).isEmpty();
        assertThat(said.toString(StandardCharsets.UTF_8))
                .as("the oldest goes last")
                .contains("parley: rolling nodes 1 2 0", "node 0 settled");
        assertThat(List.of(cluster.pid(0), cluster.pid(1), cluster.pid(2)))
                .as("all are other processes")
                .doesNotContainAnyElementsOf(before);
        for (int node = 1; node < NODES; node++) {
            assertThat(cluster.nodeLog(node))
                    .as("gives its shards away, and says farewell")
                    .anyMatch(line -> line.contains("shards handed over why=all have moved"))
                    .anyMatch(line -> line.contains("farewell said"));
        }
    }

    @Test
    @Order(2)
    void stopsAtANodeThatDoesNotComeBackAndRefusesAClusterThatIsNotWhole() throws Exception {
        long other = cluster.pid(2);
        Files.createDirectories(folder.resolve("broken").resolve("lib"));
        CompletableFuture<Boolean> readyWhenClosed = stubbornClient(1);
        turn(folder.resolve("broken"));

        CommandRun roll = roll("--nodes", "1", "2");
        CommandRun again = roll();
        CommandRun wrong = roll("--nodes", "3");

        assertThat(roll.exitStatus()).as(roll.output()).isEqualTo(1);
        assertThat(roll.output())
                .contains("parley: stopped at node 1; not restarted: node 2", "parley: node 1 does not come back: ");
        assertThat(cluster.pid(2)).isEqualTo(other);
        assertThat(again.exitStatus()).isEqualTo(1);
        assertThat(again.output()).contains("parley: the cluster is not whole: node 1 is not ready: ");
        assertThat(wrong.output()).isEqualTo("parley: --nodes 3: choose from 0 to 2\n");
        assertThat(readyWhenClosed.orTimeout(10, TimeUnit.SECONDS).join())
                .as("readiness was turned off before anybody was asked to leave")
                .isFalse();
    }

    private static void turn(Path distribution) throws IOException {
        Files.delete(link);
        Files.createSymbolicLink(link, distribution);
    }

    private static CommandRun roll(String... options) throws Exception {
        String[] command = new String[options.length + 3];
        command[0] = "roll";
        command[1] = "--data";
        command[2] = cluster.data().toString();
        System.arraycopy(options, 0, command, 3, options.length);
        return CommandRun.finished(command);
    }

    /** A client that stays when it is asked to leave: whether its node was still ready when that closed the socket. */
    private static CompletableFuture<Boolean> stubbornClient(int node) {
        assertThat(cluster.takesTraffic(node)).isTrue();
        CompletableFuture<Boolean> ready = new CompletableFuture<>();
        WebSocket.Listener listener = new WebSocket.Listener() {
            @Override
            public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
                ready.complete(code != SERVICE_RESTART || cluster.takesTraffic(node));
                return CompletableFuture.completedFuture(null);
            }
        };
        try (ClientRuntime runtime = new ClientRuntime(ClientSettings.defaults())) {
            var api = new HttpApi(runtime, cluster.addresses(), FrameTap.NONE);
            var people = new Population(new ServiceApi(api, cluster.serviceKey(), Duration.ofMinutes(1)), "stubborn");
            String token = people.tokens(people.users(1)).get(0);
            HttpClient.newHttpClient()
                    .newWebSocketBuilder()
                    .buildAsync(cluster.socketOf(node), listener)
                    .join()
                    .sendText("{\"type\":\"hello\",\"id\":1,\"version\":1,\"token\":\"" + token + "\"}", true)
                    .join();
        }
        return ready;
    }
}
