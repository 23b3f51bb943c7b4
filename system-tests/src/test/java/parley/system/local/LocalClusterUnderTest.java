package parley.system.local;

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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import parley.loadtests.storm.Target;
import parley.server.FreePorts;
import parley.server.local.ClusterStatus;
import parley.server.local.DataDirectory;
import parley.server.local.NodeArchive;

/**
 * The product itself, as {@code ./parley up --nodes N} starts it, on free ports and a directory of its own: nodes that can die, pause
 * and come back. One thread only.
 */
public final class LocalClusterUnderTest implements AutoCloseable {

    private static final Duration READY_WITHIN = Duration.ofMinutes(3);
    private static final Duration READY_ANSWER = Duration.ofSeconds(2);
    /** Longer than sharding waits for a shard that does not say how many it has awake, 3 s. */
    private static final Duration ANSWER = Duration.ofSeconds(15);

    private static final Duration STOPPED_WITHIN = Duration.ofMinutes(1);
    static final String NODE_OPTIONS = "PARLEY_NODE_JAVA_OPTS";
    private static final String CASSANDRA_ENVIRONMENT = "PARLEY_CASSANDRA_ENV";
    private static final String SERVICE_KEY = "the service key of a cluster under test";

    private final int nodes;
    private final int httpPort;
    private final int wsPort;
    private final Map<String, String> environment;
    private final Path data;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();
    private final Map<Integer, String> management = new HashMap<>();
    private Process supervisor;

    private LocalClusterUnderTest(int nodes, Map<String, String> environment) throws IOException {
        this.nodes = nodes;
        this.environment = Map.copyOf(environment);
        this.httpPort = FreePorts.firstOf(nodes);
        this.wsPort = FreePorts.firstOf(nodes);
        this.data = Files.createTempDirectory(Files.createDirectories(Path.of("target", "clusters")), "cluster-")
                .toAbsolutePath();
    }

    public static LocalClusterUnderTest start(int nodes) {
        return start(nodes, Map.of());
    }

    /** With the compilers that users get, not those that start soon: for what is measured. */
    public static LocalClusterUnderTest startAsUsersDo(int nodes) {
        return start(nodes, Map.of(NODE_OPTIONS, "", CASSANDRA_ENVIRONMENT, ""));
    }

    /** With more options for the JVMs of the nodes, none with a space in it. */
    public static LocalClusterUnderTest start(int nodes, List<String> nodeOptions) {
        return start(nodes, nodeOptions, Map.of());
    }

    /** With more variables for the supervisor besides. */
    static LocalClusterUnderTest start(int nodes, List<String> nodeOptions, Map<String, String> environment) {
        Map<String, String> all = new HashMap<>(environment);
        all.put(NODE_OPTIONS, withUsual(nodeOptions));
        return start(nodes, all);
    }

    /** What the variable {@link #NODE_OPTIONS} must be: it replaces what all clusters under test have, so that is said again. */
    static String withUsual(List<String> nodeOptions) {
        return System.getenv().getOrDefault(NODE_OPTIONS, "") + " " + String.join(" ", nodeOptions);
    }

    /** With more variables for the supervisor. */
    static LocalClusterUnderTest start(int nodes, Map<String, String> environment) {
        NodeArchive.ensure(CommandRun.DIST, CommandRun.words());
        try {
            var cluster = new LocalClusterUnderTest(nodes, environment);
            cluster.up();
            return cluster;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where each node serves the client and the HTTP API. */
    public List<String> addresses() {
        return IntStream.range(0, nodes)
                .mapToObj(node -> "http://127.0.0.1:" + (httpPort + node))
                .toList();
    }

    /** Opens the service API of the nodes. */
    public String serviceKey() {
        return SERVICE_KEY;
    }

    /** As the storm takes it: without the processes, whose heaps are not to be looked into. */
    Target target() {
        List<Target.Node> targets = new ArrayList<>();
        for (JsonNode node : status().path("nodes")) {
            JsonNode addresses = node.path("addresses");
            targets.add(new Target.Node(
                    addresses.path("http").asText(),
                    addresses.path("management").asText(),
                    0));
        }
        return new Target(targets, SERVICE_KEY);
    }

    /** Where a node's sockets are opened. */
    URI socketOf(int node) {
        return URI.create("ws://127.0.0.1:" + (wsPort + node) + "/v1/socket");
    }

    /** The command that restarts its nodes one after the other. */
    List<String> roll() {
        return command("roll").command();
    }

    Path data() {
        return data;
    }

    /** Ends a node's process at once, without a chance to say anything, as kill -9 does. Returns when it is gone. */
    public void kill(int node) {
        ProcessHandle process = ProcessHandle.of(pid(node)).orElseThrow();
        process.destroyForcibly();
        process.onExit().orTimeout(10, TimeUnit.SECONDS).join();
    }

    /** The process of a node that is up. */
    public long pid(int node) {
        return status().path("nodes").path(node).path("pid").asLong();
    }

    /** The process of the embedded Cassandra. */
    long databasePid() {
        return status().path("cassandra").path("pid").asLong();
    }

    /** Returns when a node sees so many members of the cluster. */
    public void awaitMembers(int seenBy, int count) {
        Awaitility.await()
                .atMost(READY_WITHIN)
                .untilAsserted(() -> assertThat(
                                json(managementOf(seenBy) + "/cluster/members").path("members"))
                        .hasSize(count));
    }

    /** How many entities of a sharded type, {@code chat} or {@code slot}, are awake on a node. */
    int awake(String type, int node) {
        int awake = 0;
        for (JsonNode region :
                json(managementOf(node) + "/cluster/shards/" + type).path("regions")) {
            awake += region.path("numEntities").asInt();
        }
        return awake;
    }

    /** It is the same for every process that the node is. */
    private String managementOf(int node) {
        return management.computeIfAbsent(
                node,
                k -> status().path("nodes")
                        .path(k)
                        .path("addresses")
                        .path("management")
                        .asText());
    }

    /** For each node the directories of the jars that its process has open: what it really runs. */
    List<Set<Path>> jarFolders() {
        List<Set<Path>> folders = new ArrayList<>();
        for (JsonNode node : status().path("nodes")) {
            try (Stream<Path> open =
                    Files.list(Path.of("/proc", node.path("pid").asText(), "fd"))) {
                folders.add(open.map(LocalClusterUnderTest::target)
                        .filter(file -> file.toString().endsWith(".jar"))
                        .map(Path::getParent)
                        .collect(Collectors.toSet()));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return folders;
    }

    private static Path target(Path link) {
        try {
            return Files.readSymbolicLink(link);
        } catch (IOException closedMeanwhile) {
            return link;
        }
    }

    /** Sends a signal to a process of this cluster, by its name: STOP, CONT. */
    public static void signal(long pid, String name) {
        try {
            Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(pid))
                    .inheritIO()
                    .start();
            assertThat(kill.waitFor()).as("kill -" + name + " " + pid).isZero();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Returns when all nodes are ready, those that were killed among them. */
    public void awaitReady() {
        Awaitility.await().atMost(READY_WITHIN).untilAsserted(() -> {
            assertThat(supervisor.isAlive()).as("./parley up, see " + log()).isTrue();
            assertThat(addresses())
                    .allSatisfy(address -> assertThat(isReady(address)).isTrue());
        });
    }

    /** Stops everything in order and starts it again on the same data. Returns when all nodes are ready. */
    public void restart() {
        down();
        try {
            up();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends everything at once: nobody looks at it any more. */
    @Override
    public void close() {
        List<ProcessHandle> all = Stream.concat(Stream.of(supervisor.toHandle()), supervisor.descendants())
                .toList();
        all.forEach(ProcessHandle::destroyForcibly);
        all.forEach(process -> process.onExit()
                .orTimeout(STOPPED_WITHIN.toSeconds(), TimeUnit.SECONDS)
                .join());
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
            close();
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

    /** What {@code ./parley status --json} says, without a JVM for it each time. */
    private JsonNode status() {
        try {
            return new ObjectMapper()
                    .readTree(ClusterStatus.of(new DataDirectory(data)).toJson());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private ProcessBuilder command(String verb, String... options) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Dlogback.configurationFile=logback-cli.xml",
                "-Dparley.dist=" + CommandRun.DIST,
                "-cp",
                CommandRun.DIST.resolve("lib") + "/*",
                "parley.server.local.cli.ParleyCommand",
                verb,
                "--data",
                data.toString()));
        command.addAll(List.of(options));
        ProcessBuilder process = new ProcessBuilder(command);
        process.environment().put("PARLEY_SERVICE_KEY", SERVICE_KEY);
        process.environment().putAll(environment);
        return process;
    }

    private Path log() {
        return data.resolveSibling(data.getFileName() + ".log");
    }

    /** What a node has logged, in all its lives. */
    List<String> nodeLog(int node) {
        try {
            return Files.readAllLines(data.resolve("logs").resolve("node-" + node + ".log"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether a message could be sent through a node. */
    boolean isReady(int node) {
        return isReady(addresses().get(node));
    }

    private boolean isReady(String address) {
        return answers(address + "/health/ready");
    }

    /** Whether a node says, as Kubernetes asks it, that clients may be sent to it. */
    boolean takesTraffic(int node) {
        return answers(managementOf(node) + "/ready");
    }

    private boolean answers(String address) {
        try {
            return get(address, READY_ANSWER).statusCode() == 200;
        } catch (IOException notYet) {
            return false;
        }
    }

    private JsonNode json(String address) {
        try {
            return new ObjectMapper().readTree(get(address, ANSWER).body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private HttpResponse<String> get(String address, Duration within) throws IOException {
        try {
            HttpRequest request =
                    HttpRequest.newBuilder(URI.create(address)).timeout(within).build();
            return http.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
