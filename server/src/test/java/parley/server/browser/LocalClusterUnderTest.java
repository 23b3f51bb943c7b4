package parley.server.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import parley.server.FreePorts;

/** The product itself, as {@code ./parley up --nodes N} starts it, on free ports and a directory of its own. */
final class LocalClusterUnderTest implements ClusterUnderTest {

    private static final Duration READY_WITHIN = Duration.ofMinutes(3);
    private static final Duration STOPPED_WITHIN = Duration.ofMinutes(1);
    private static final Path DIST = Path.of("target", "dist").toAbsolutePath();

    private final int nodes;
    private final int httpPort;
    private final int wsPort;
    private final Path data;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();
    private Process supervisor;

    private LocalClusterUnderTest(int nodes) throws IOException {
        this.nodes = nodes;
        this.httpPort = FreePorts.firstOf(nodes);
        this.wsPort = FreePorts.firstOf(nodes);
        this.data = Files.createTempDirectory(Files.createDirectories(Path.of("target", "clusters")), "browser-")
                .toAbsolutePath();
    }

    static LocalClusterUnderTest start(int nodes) {
        try {
            var cluster = new LocalClusterUnderTest(nodes);
            cluster.up();
            return cluster;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public List<String> addresses() {
        return IntStream.range(0, nodes)
                .mapToObj(node -> "http://127.0.0.1:" + (httpPort + node))
                .toList();
    }

    @Override
    public void kill(int node) {
        long pid = status().path("nodes").path(node).path("pid").asLong();
        ProcessHandle process = ProcessHandle.of(pid).orElseThrow();
        process.destroyForcibly();
        process.onExit().orTimeout(10, TimeUnit.SECONDS).join();
    }

    @Override
    public void awaitReady() {
        Awaitility.await().atMost(READY_WITHIN).untilAsserted(() -> {
            assertThat(supervisor.isAlive()).as("./parley up, see " + log()).isTrue();
            assertThat(addresses())
                    .allSatisfy(address -> assertThat(isReady(address)).isTrue());
        });
    }

    @Override
    public void restart() {
        down();
        try {
            up();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        down();
    }

    private void up() throws IOException {
        supervisor = command(
                        "up",
                        "--nodes",
                        String.valueOf(nodes),
                        "--http-port",
                        String.valueOf(httpPort),
                        "--ws-port",
                        String.valueOf(wsPort))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
                .start();
        try {
            awaitReady();
        } catch (RuntimeException | AssertionError e) {
            down();
            throw e;
        }
    }

    /** As Ctrl-C does. */
    private void down() {
        supervisor.destroy();
        supervisor
                .onExit()
                .orTimeout(STOPPED_WITHIN.toSeconds(), TimeUnit.SECONDS)
                .join();
    }

    private JsonNode status() {
        try {
            Process status = command("status", "--json").start();
            return new ObjectMapper().readTree(status.getInputStream());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private ProcessBuilder command(String verb, String... options) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Dlogback.configurationFile=logback-cli.xml",
                "-Dparley.dist=" + DIST,
                "-cp",
                DIST.resolve("lib") + "/*",
                "parley.server.local.cli.ParleyCommand",
                verb,
                "--data",
                data.toString()));
        command.addAll(List.of(options));
        return new ProcessBuilder(command);
    }

    private Path log() {
        return data.resolveSibling(data.getFileName() + ".log");
    }

    private boolean isReady(String address) {
        try {
            HttpRequest request = HttpRequest.newBuilder(URI.create(address + "/health/ready"))
                    .timeout(Duration.ofSeconds(2))
                    .build();
            return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException notYet) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
