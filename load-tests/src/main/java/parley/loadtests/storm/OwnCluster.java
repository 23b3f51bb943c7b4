package parley.loadtests.storm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A cluster started with {@code ./parley up} for one run: on free ports, with a data directory of its own, which is deleted at the end
 * of a run that went well. The nodes run with the settings they are shipped with.
 */
public final class OwnCluster implements AutoCloseable {

    private static final String NODE_OPTIONS = "PARLEY_NODE_JAVA_OPTS";
    private static final int READY_WITHIN_S = 300;
    private static final int STOPPED_WITHIN_S = 90;
    private static final int PORT_MIN = 10_000;
    private static final int PORT_MAX = 20_000;
    private static final int PORT_TRIES = 1_000;

    private final String parley;
    private final Path data;
    private final String serviceKey;
    private final Process supervisor;
    private final Thread hook = new Thread(this::stop, "storm-cluster-stop");
    private final CompletableFuture<Boolean> ready = new CompletableFuture<>();
    private boolean keep = true;

    private OwnCluster(String parley, int nodes, String nodeOptions, RandomGenerator random) throws IOException {
        this.parley = parley;
        this.data = Files.createTempDirectory("parley-storm-");
        byte[] secret = new byte[32];
        random.nextBytes(secret);
        this.serviceKey = HexFormat.of().formatHex(secret);
        int http = freePorts(nodes, random);
        int sockets = freePorts(nodes, random);
        ProcessBuilder up = command("up", "--nodes", nodes + "", "--http-port", http + "", "--ws-port", sockets + "");
        up.environment().put("PARLEY_SERVICE_KEY", serviceKey);
        up.environment().merge(NODE_OPTIONS, nodeOptions, (given, more) -> given + " " + more);
        Runtime.getRuntime().addShutdownHook(hook);
        this.supervisor = up.redirectErrorStream(true).start();
        new Thread(this::follow, "storm-cluster-output").start();
    }

    /** Blocks until all nodes are ready. */
    public static OwnCluster start(String parley, int nodes) {
        return start(parley, nodes, "");
    }

    /** The same, with more options for the JVMs of the nodes. */
    public static OwnCluster start(String parley, int nodes, String nodeOptions) {
        try {
            OwnCluster cluster = new OwnCluster(parley, nodes, nodeOptions, new SecureRandom());
            if (!cluster.awaitReady()) {
                cluster.close();
                throw new StormException("the cluster did not start: see " + cluster.data.resolve("up.log"));
            }
            return cluster;
        } catch (IOException e) {
            throw new StormException("the cluster did not start: " + e, e);
        }
    }

    public Path data() {
        return data;
    }

    public Target target() {
        try {
            Process status = command("status", "--json").start();
            JsonNode json = new ObjectMapper().readTree(status.getInputStream());
            return new Target(Target.nodesOf(json), serviceKey);
        } catch (IOException e) {
            throw new StormException("no status of the cluster: " + e, e);
        }
    }

    /** Nobody will want to look into its logs. */
    public void forget() {
        keep = false;
    }

    @Override
    public void close() {
        stop();
        Runtime.getRuntime().removeShutdownHook(hook);
        if (!keep) {
            delete();
        }
    }

    /** As Ctrl-C does. */
    private void stop() {
        supervisor.toHandle().destroy();
        try {
            if (!supervisor.waitFor(STOPPED_WITHIN_S, TimeUnit.SECONDS)) {
                supervisor.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean awaitReady() {
        try {
            return ready.completeOnTimeout(false, READY_WITHIN_S, TimeUnit.SECONDS)
                    .join();
        } finally {
            ready.cancel(false);
        }
    }

    private void follow() {
        try (BufferedReader output =
                        new BufferedReader(new InputStreamReader(supervisor.getInputStream(), StandardCharsets.UTF_8));
                var log = Files.newBufferedWriter(data.resolve("up.log"))) {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                log.write(line + System.lineSeparator());
                log.flush();
                if (line.contains("parley: ready")) {
                    ready.complete(true);
                }
            }
        } catch (IOException e) {
            System.err.println("the output of the cluster cannot be read: " + e);
        }
        ready.complete(false);
    }

    /** The command that restarts its nodes one after the other. */
    List<String> roll() {
        return command("roll").command();
    }

    private ProcessBuilder command(String verb, String... options) {
        List<String> command = new ArrayList<>(
                List.of(parley, verb, "--data", data.resolve("data").toString()));
        command.addAll(List.of(options));
        return new ProcessBuilder(command);
    }

    private void delete() {
        try (Stream<Path> files = Files.walk(data)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            System.err.println("not deleted: " + data);
        }
    }

    private static int freePorts(int count, RandomGenerator random) {
        return random.ints(PORT_TRIES, PORT_MIN, PORT_MAX - count)
                .filter(first -> IntStream.range(first, first + count).allMatch(OwnCluster::isFree))
                .findFirst()
                .orElseThrow(() -> new StormException("no " + count + " free ports in a row"));
    }

    private static boolean isFree(int port) {
        try (ServerSocket probe = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return probe.isBound();
        } catch (IOException taken) {
            return false;
        }
    }
}
