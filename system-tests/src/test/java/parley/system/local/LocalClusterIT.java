package parley.system.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import parley.loadtests.demo.Demo;
import parley.loadtests.demo.DemoOptions;
import parley.loadtests.demo.DemoResult;
import parley.server.FreePorts;

/** A real cluster with a real database, as ./parley runs it. */
class LocalClusterIT {

    private static final Duration ENOUGH = Duration.ofSeconds(90);

    /** A database that keeps its tables when it is killed: what tests start otherwise does not. */
    private static final Map<String, String> LASTING =
            Map.of("PARLEY_CASSANDRA_ENV", "JAVA_TOOL_OPTIONS=-XX:TieredStopAtLevel=1");

    @TempDir
    private Path data;

    private String httpPort = "";
    private String wsPort = "";

    @BeforeEach
    void choosePorts() {
        int first = FreePorts.firstOf(2);
        httpPort = Integer.toString(first);
        wsPort = Integer.toString(first + 1);
    }

    @Test
    void killedSupervisorLeavesNoProcessAndTheDataCanBeUsedAgain() throws Exception {
        List<ProcessHandle> processes;
        try (CommandRun up = up().awaitLine("parley: ready")) {
            processes = CommandRun.processes(CommandRun.status(data));
            up.kill();
        }

        assertThat(processes).hasSize(3);
        await("all processes to end")
                .atMost(ENOUGH)
                .until(() -> processes.stream().noneMatch(ProcessHandle::isAlive));
        try (CommandRun again = up().awaitLine("parley: ready")) {
            assertThat(again.isAlive()).isTrue();
            JsonNode status = CommandRun.status(data);
            assertThat(status.path("running").asBoolean()).isTrue();
            playTheDemo(
                    status.path("nodes").path(0).path("addresses").path("http").asText());
        }
        assertThat(CommandRun.status(data).path("running").asBoolean()).isFalse();
    }

    @Test
    void startsAgainWhatWasKilledRefusesASecondStartAndGoesDownInOrder(@TempDir Path folder) throws Exception {
        Path own = CommandRun.DIST.toRealPath();
        Path link = Files.createSymbolicLink(folder.resolve("dist-0"), own);
        Map<String, String> environment = new HashMap<>(LASTING);
        environment.put("PARLEY_NODE_DIST_0", link.toString());
        try (CommandRun up = CommandRun.start(environment, arguments()).awaitLine("parley: ready")) {
            JsonNode before = CommandRun.status(data).path("nodes").path(0);
            CommandRun second =
                    CommandRun.finished("up", "--data", data.toString(), "--http-port", "1", "--ws-port", "2");

            Files.delete(link);
            ProcessHandle.of(before.path("pid").asLong()).orElseThrow().destroyForcibly();
            up.awaitLineFrom("parley: node 0 does not start (PARLEY_NODE_DIST_0: there is no distribution at ");
            Files.createSymbolicLink(link, own);
            up.awaitLine("parley: node 0 is ready again");
            JsonNode after = CommandRun.status(data);
            killTheDatabase(up, after);
            CommandRun down = CommandRun.finished("down", "--data", data.toString());

            assertThat(second.exitStatus()).isEqualTo(1);
            assertThat(second.output().lines())
                    .singleElement()
                    .asString()
                    .contains("is in use by another ./parley up (pid ")
                    .endsWith("./parley down stops it; or choose another --data");
            assertThat(before.path("state").asText()).isEqualTo("ready");
            assertThat(before.path("distribution").asText()).isEqualTo(own.toString());
            assertThat(before.path("addresses").path("http").asText()).endsWith(":" + httpPort);
            assertThat(before.path("addresses").path("ws").asText()).endsWith(":" + wsPort);
            assertThat(before.path("shards").fieldNames()).toIterable().containsExactly("chat", "slot");
            assertThat(after.path("nodes").path(0).path("pid")).isNotEqualTo(before.path("pid"));
            assertThat(down.exitStatus()).isZero();
            assertThat(up.output()).endsWith("parley: stopped\n");
            assertThat(CommandRun.finished("status", "--data", data.toString()).exitStatus())
                    .isEqualTo(3);
        }
    }

    @Test
    void refusesAPortThatIsTaken() throws Exception {
        try (var taken = new ServerSocket(Integer.parseInt(httpPort), 1, InetAddress.getLoopbackAddress())) {
            CommandRun up = CommandRun.finished(arguments());

            assertThat(up.exitStatus()).isEqualTo(1);
            assertThat(up.output())
                    .isEqualTo("parley: port " + taken.getLocalPort() + " is taken: stop what listens there, or choose"
                            + " other ports with --http-port (node k uses the port + k)\n");
        }
    }

    @Test
    void refusesACassandraThatDoesNotAnswer() throws Exception {
        CommandRun up = CommandRun.finished(
                "up",
                "--data",
                data.toString(),
                "--http-port",
                httpPort,
                "--ws-port",
                wsPort,
                "--cassandra",
                "127.0.0.1:1");

        assertThat(up.exitStatus()).isEqualTo(1);
        assertThat(up.output()).contains("no Cassandra answers at 127.0.0.1:1: start it, mend --cassandra");
    }

    /** Kills the database under a node that runs on, and sends a message through it. */
    private void killTheDatabase(CommandRun up, JsonNode before) throws Exception {
        String address =
                before.path("nodes").path(0).path("addresses").path("http").asText();
        long database = before.path("cassandra").path("pid").asLong();
        long acked;
        try (var talker = new Talker(List.of(address))) {
            ProcessHandle.of(database).orElseThrow().destroyForcibly();
            acked = talker.send("Good morrow");
        }
        JsonNode after = CommandRun.status(data);

        assertThat(acked).isPositive();
        assertThat(up.output()).contains("parley: Cassandra died; starting it again in 1 s");
        assertThat(after.path("nodes").path(0).path("pid"))
                .isEqualTo(before.path("nodes").path(0).path("pid"));
        assertThat(after.path("cassandra").path("pid").asLong()).isPositive().isNotEqualTo(database);
        assertThat(after.path("cassandra").path("state").asText()).isEqualTo("ready");
        assertThat(after.path("cassandra").path("contactPoints"))
                .isEqualTo(before.path("cassandra").path("contactPoints"));
    }

    /** What its clients say and hear is held against the documents that the node serves. */
    private static void playTheDemo(String address) throws Exception {
        DocumentTap tap = DocumentTap.ofServer(address);
        var printed = new ByteArrayOutputStream();

        DemoResult result;
        try (FrameProxy frames = FrameProxy.open(tap)) {
            result = Demo.run(
                    new DemoOptions(List.of(address), Duration.ofMillis(2), 2, 2),
                    new Demo.Wire(new TappedHttp(tap, frames), tap),
                    new PrintStream(printed, true, StandardCharsets.UTF_8));
        }

        assertThat(result.clean()).as(printed.toString(StandardCharsets.UTF_8)).isTrue();
        assertThat(tap.seen()).isGreaterThan(10 * result.sent()).isPositive();
        assertThat(tap.violations()).isEmpty();
    }

    private CommandRun up() throws IOException {
        return CommandRun.start(LASTING, arguments());
    }

    private String[] arguments() {
        return new String[] {"up", "--data", data.toString(), "--http-port", httpPort, "--ws-port", wsPort};
    }
}
