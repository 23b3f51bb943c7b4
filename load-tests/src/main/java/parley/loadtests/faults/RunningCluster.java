package parley.loadtests.faults;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The product itself, as {@code ./parley up --isolate} runs it: a database and nodes that have a network of their own each, and
 * come back when they die. Needs root and Linux, as that does.
 *
 * <p>{@link #close} ends all faults and brings everything down; so does the end of this JVM, unless it is killed outright. Only
 * processes that the cluster's own status names are ever touched. Thread-safe.
 */
public final class RunningCluster implements AutoCloseable {

    /**
     * How to start it.
     *
     * @param parley the command, {@code ./parley}
     * @param data where it keeps everything; empty or of an earlier run
     * @param upOptions more options of {@code up}, such as {@code --restart-after 20}
     * @param environment more variables, such as those of {@link ClockSkew#environment}
     */
    public record Plan(
            List<String> parley, Path data, int nodes, List<String> upOptions, Map<String, String> environment) {

        public Plan {
            parley = List.copyOf(parley);
            data = data.toAbsolutePath();
            upOptions = List.copyOf(upOptions);
            environment = Map.copyOf(environment);
        }
    }

    private static final Logger log = LoggerFactory.getLogger(RunningCluster.class);

    private static final Duration READY_WITHIN = Duration.ofMinutes(5);
    private static final Duration DOWN_WITHIN = Duration.ofMinutes(8);
    private static final Duration STATUS_WITHIN = Duration.ofMinutes(1);
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(2);
    private static final long LOOK_AGAIN_MS = 200;
    /** A status is a JVM of its own, which is better left to the cluster that is to recover. */
    private static final long ASK_AGAIN_MS = 1_000;

    private static final int OK = 200;
    private static final String READY = "parley: ready";

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Plan plan;
    private final Path output;
    private final Process up;
    private final Thread atExit = new Thread(this::bringDown, "cluster-down");
    private final Deque<Fault> faults = new ArrayDeque<>();
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(ANSWER_WITHIN).build();

    private RunningCluster(Plan plan) throws IOException {
        this.plan = plan;
        Files.createDirectories(plan.data());
        this.output = plan.data().resolve("up.out");
        List<String> options = new ArrayList<>(List.of("--isolate", "--nodes", String.valueOf(plan.nodes())));
        options.addAll(plan.upOptions());
        ProcessBuilder builder = command("up", options);
        builder.environment().putAll(plan.environment());
        this.up = builder.redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
    }

    /**
     * Returns when the cluster is ready.
     *
     * @throws IllegalStateException with what it said, if it does not become so
     */
    public static RunningCluster start(Plan plan) {
        RunningCluster cluster;
        try {
            cluster = new RunningCluster(plan);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Runtime.getRuntime().addShutdownHook(cluster.atExit);
        try {
            cluster.await("ready", READY_WITHIN, () -> cluster.said().lines().anyMatch(READY::equals));
            return cluster;
        } catch (RuntimeException e) {
            cluster.close();
            throw e;
        }
    }

    /** Begins a fault and sees to it that it ends. */
    public void begin(Fault fault) {
        synchronized (faults) {
            faults.push(fault);
        }
        log.info("fault begins name={}", fault.name());
        fault.begin();
    }

    /** Ends a fault that was begun here. */
    public void end(Fault fault) {
        fault.end();
        log.info("fault ends name={}", fault.name());
        synchronized (faults) {
            faults.remove(fault);
        }
    }

    /** What {@code ./parley status --json} says; {@code docs/operations.md} describes it. */
    public JsonNode status() {
        try {
            Process status = command("status", List.of("--json")).start();
            byte[] answer = status.getInputStream().readAllBytes();
            if (!status.waitFor(STATUS_WITHIN.toMillis(), TimeUnit.MILLISECONDS)) {
                status.destroyForcibly();
                throw new IllegalStateException("status does not end");
            }
            return parsed(answer);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while asking for the status", e);
        }
    }

    public int size() {
        return plan.nodes();
    }

    /** What {@code up} has said so far. */
    public String said() {
        try {
            return Files.readString(output, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Node k as it is now. */
    public ClusterNode node(int k) {
        return nodes().get(k);
    }

    /** All nodes as they are now. */
    public List<ClusterNode> nodes() {
        JsonNode nodes = status().path("nodes");
        if (nodes.size() != plan.nodes()) {
            throw new IllegalStateException("nodes: " + nodes.size() + " (expected: " + plan.nodes() + "): " + said());
        }
        return IntStream.range(0, plan.nodes())
                .mapToObj(k -> node(k, nodes.path(k)))
                .toList();
    }

    private static ClusterNode node(int k, JsonNode node) {
        JsonNode addresses = node.path("addresses");
        return new ClusterNode(
                k,
                child("node " + k, node, node.path("host").asText()),
                node.path("state").asText(),
                addresses.path("http").asText(),
                addresses.path("ws").asText(),
                addresses.path("management").asText(),
                node.path("shards").path("chat").path("count").asInt());
    }

    /** The database as it is now. */
    public ClusterChild cassandra() {
        JsonNode cassandra = status().path("cassandra");
        String contactPoint = cassandra.path("contactPoints").path(0).asText();
        return child("cassandra", cassandra, contactPoint.substring(0, Math.max(0, contactPoint.lastIndexOf(':'))));
    }

    private static ClusterChild child(String name, JsonNode described, String host) {
        return new ClusterChild(
                name,
                described.path("pid").asLong(),
                described.path("namespace").asText(),
                host);
    }

    /** Where clients find the nodes. */
    public List<String> httpUrls() {
        return nodes().stream().map(ClusterNode::http).toList();
    }

    /** Returns when a message could be sent through node k. */
    public void awaitReady(int k, Duration within) {
        String url = node(k).management() + "/ready";
        await("node " + k + " ready", within, () -> answer(url).isPresent());
    }

    /** Returns when node k runs as another process than {@code before}, and is ready. */
    public void awaitReadyAgain(ClusterNode before, Duration within) {
        await("another process of " + before.child().name(), within, ASK_AGAIN_MS, () -> {
            long pid = node(before.index()).child().pid();
            return pid != 0 && pid != before.child().pid();
        });
        awaitReady(before.index(), within);
    }

    /** Returns when the database answers as another process than {@code before}. */
    public void awaitCassandraAgain(ClusterChild before, Duration within) {
        await("another process of cassandra", within, ASK_AGAIN_MS, () -> {
            JsonNode cassandra = status().path("cassandra");
            return cassandra.path("pid").asLong() != before.pid()
                    && cassandra.path("state").asText().equals("ready");
        });
    }

    /** Returns when node {@code seenBy} counts that many members, all Up and reachable. */
    public void awaitMembers(int seenBy, int count, Duration within) {
        String url = node(seenBy).management() + "/cluster/members";
        await(count + " members as node " + seenBy + " sees them", within, () -> {
            Optional<byte[]> answer = answer(url);
            return answer.isPresent() && isWhole(parsed(answer.get()), count);
        });
    }

    private static JsonNode parsed(byte[] document) {
        try {
            return JSON.readTree(document);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isWhole(JsonNode cluster, int count) {
        JsonNode members = cluster.path("members");
        boolean allUp = IntStream.range(0, members.size())
                .allMatch(i -> members.path(i).path("status").asText().equals("Up"));
        return members.size() == count && allUp && cluster.path("unreachable").isEmpty();
    }

    /** The body of a good answer. */
    private Optional<byte[]> answer(String url) {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(url)).timeout(ANSWER_WITHIN).build();
        try {
            HttpResponse<byte[]> response = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
            return response.statusCode() == OK ? Optional.of(response.body()) : Optional.empty();
        } catch (IOException e) {
            log.debug("no answer url={} reason={}", url, e.toString());
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for " + url, e);
        }
    }

    /** Returns when it is so. */
    private void await(String what, Duration within, BooleanSupplier condition) {
        await(what, within, LOOK_AGAIN_MS, condition);
    }

    private void await(String what, Duration within, long againMillis, BooleanSupplier condition) {
        long deadline = System.nanoTime() + within.toNanos();
        while (!condition.getAsBoolean()) {
            if (!up.isAlive()) {
                throw new IllegalStateException(what + ": the cluster ended: " + said());
            }
            if (System.nanoTime() - deadline > 0) {
                throw new IllegalStateException(what + ": not within " + within + ": " + said());
            }
            try {
                TimeUnit.MILLISECONDS.sleep(againMillis);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted while waiting: " + what, e);
            }
        }
    }

    /** Ends all faults, the last one first, and brings everything down in order. Idempotent. */
    @Override
    public void close() {
        bringDown();
        try {
            Runtime.getRuntime().removeShutdownHook(atExit);
        } catch (IllegalStateException e) {
            log.debug("the hook runs already");
        }
    }

    private void bringDown() {
        endFaults();
        up.toHandle().destroy();
        try {
            if (!up.waitFor(DOWN_WITHIN.toMillis(), TimeUnit.MILLISECONDS)) {
                log.error("cluster does not stop, killed pid={} said={}", up.pid(), said());
                up.destroyForcibly();
            }
        } catch (InterruptedException e) {
            // Its children end by themselves once it is gone.
            up.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    private void endFaults() {
        List<Fault> left;
        synchronized (faults) {
            left = List.copyOf(faults);
            faults.clear();
        }
        for (Fault fault : left) {
            try {
                fault.end();
            } catch (RuntimeException e) {
                log.error("fault not undone name={}", fault.name(), e);
            }
        }
    }

    private ProcessBuilder command(String verb, List<String> options) {
        List<String> words = new ArrayList<>(plan.parley());
        words.addAll(List.of(verb, "--data", plan.data().toString()));
        words.addAll(options);
        return new ProcessBuilder(words);
    }
}
