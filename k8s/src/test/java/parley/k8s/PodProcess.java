package parley.k8s;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Probe;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;

/** A container of the chart as a process of this machine: its command, its variables, and an address for itself. */
final class PodProcess implements AutoCloseable {

    static final String LIBRARIES = "/opt/parley/lib/*";

    private static final Path BUILT = Path.of("..", "server", "target", "dist", "lib");
    private static final HttpClient HTTP =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();
    private static final ObjectMapper JSON = new ObjectMapper();

    /** A small container whose JVM starts soon; the rest of the options are the chart's. */
    private static final List<String> SMALL = List.of(
            "-XX:MaxRAM=256m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Dparley.engine.rehearsal.chats=2");

    private final String name;
    private final String ip;
    private final Container container;
    private final Path log;
    private final Process process;

    private PodProcess(String name, String ip, Container container, Path log, Process process) {
        this.name = name;
        this.ip = ip;
        this.container = container;
        this.log = log;
        this.process = process;
    }

    /** {@code javaOptions} and {@code environment}: what is elsewhere than in a container. */
    static PodProcess start(
            String name, String ip, Container container, List<String> javaOptions, Map<String, String> environment)
            throws IOException {
        Path log = Files.createDirectories(Path.of("target", "pods")).resolve(name + ".log");
        List<String> command = new ArrayList<>();
        command.add(Path.of(
                        System.getProperty("java.home"),
                        "bin",
                        container.getCommand().get(0))
                .toString());
        command.addAll(SMALL);
        command.addAll(javaOptions);
        container.getArgs().stream()
                .map(argument -> argument.equals(LIBRARIES) ? BUILT.toAbsolutePath() + "/*" : argument)
                .forEach(command::add);
        var builder = new ProcessBuilder(command);
        builder.environment().clear();
        builder.environment().putAll(RenderedChart.environment(container, ip, "0123456789abcdef0123456789abcdef"));
        builder.environment().putAll(environment);
        return new PodProcess(
                name,
                ip,
                container,
                log,
                builder.redirectErrorStream(true).redirectOutput(log.toFile()).start());
    }

    String name() {
        return name;
    }

    String artery() {
        return "akka://parley@" + ip + ":25520";
    }

    Path log() {
        return log;
    }

    boolean isAlive() {
        return process.isAlive();
    }

    boolean isReady() {
        return answers(container.getReadinessProbe());
    }

    boolean isAliveToTheKubelet() {
        return answers(container.getLivenessProbe());
    }

    private boolean answers(Probe probe) {
        int port = container.getPorts().stream()
                .filter(open ->
                        open.getName().equals(probe.getHttpGet().getPort().getStrVal()))
                .findFirst()
                .orElseThrow()
                .getContainerPort();
        try {
            return get(port, probe.getHttpGet().getPath()).statusCode() == 200;
        } catch (IOException notThere) {
            return false;
        }
    }

    HttpResponse<String> get(int port, String path) throws IOException {
        var request = HttpRequest.newBuilder(URI.create("http://" + ip + ":" + port + path))
                .timeout(Duration.ofSeconds(5))
                .build();
        try {
            return HTTP.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    /** The members that it knows and that are Up, by address; those that it cannot reach are marked. */
    Set<String> membersUp() {
        Set<String> members = new TreeSet<>();
        try {
            JsonNode cluster = JSON.readTree(get(8558, "/cluster/members").body());
            cluster.path("members")
                    .forEach(member -> members.add(member.path("node").asText()
                            + (member.path("status").asText().equals("Up")
                                    ? ""
                                    : " " + member.path("status").asText())));
            cluster.path("unreachable")
                    .forEach(member -> members.add(member.path("node").asText() + " unreachable"));
        } catch (IOException notThere) {
            members.add("no answer of " + name);
        }
        return members;
    }

    /** As the kubelet does it, once preStop is over. Returns the exit status, once it has ended. */
    int terminate(Duration grace) throws InterruptedException {
        process.destroy();
        return awaitExit(grace);
    }

    int awaitExit(Duration within) throws InterruptedException {
        if (!process.waitFor(within.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new AssertionError(name + " does not end within " + within + ": see " + log);
        }
        return process.exitValue();
    }

    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
