package parley.loadtests.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import parley.loadtests.storm.OwnCluster;
import parley.loadtests.storm.Target;

/** Parley as {@code ./parley up} starts it, with the Cassandra that comes with it. */
final class ParleySubject implements Subject {

    /** Before the session is looked at that nobody speaks in: else a session would be counted with half of the chat that was just made. */
    private static final String CHATS_FALL_ASLEEP = "-Dparley.engine.passivate-after=20s";
    /** Of the serial collector each fourth full collection leaves no gaps. */
    private static final int COLLECTIONS = 4;

    private static final ObjectMapper JSON = new ObjectMapper();

    private final OwnCluster cluster;
    private final Target target;
    private final JsonNode cassandra;
    private boolean kept = true;

    private ParleySubject(OwnCluster cluster, JsonNode status) {
        this.cluster = cluster;
        this.target = cluster.target();
        this.cassandra = status.path("cassandra");
    }

    static ParleySubject start(String parley, int nodes, Workload workload) {
        OwnCluster cluster = OwnCluster.start(parley, nodes, workload.isIdle() ? CHATS_FALL_ASLEEP : "");
        String data = cluster.data().resolve("data").toString();
        try {
            return new ParleySubject(
                    cluster, JSON.readTree(Commands.output(List.of(parley, "status", "--json", "--data", data))));
        } catch (IOException e) {
            cluster.close();
            throw new BenchException("no status of the cluster: " + e, e);
        }
    }

    @Override
    public List<String> driverArguments(Workload workload) {
        return List.of("parley", workload.name(), "--http", String.join(",", target.http()));
    }

    @Override
    public Map<String, String> driverEnvironment() {
        return Map.of("PARLEY_SERVICE_KEY", target.serviceKey());
    }

    @Override
    public Group server() {
        return new Group(target.nodes().stream().map(Target.Node::pid).toList());
    }

    @Override
    public Group database() {
        return new Group(List.of(cassandra.path("pid").asLong()));
    }

    InetSocketAddress cassandra() {
        String[] hostAndPort = cassandra.path("contactPoints").path(0).asText().split(":", -1);
        return new InetSocketAddress(hostAndPort[0], Integer.parseInt(hostAndPort[1]));
    }

    @Override
    public double requestsToDatabase() {
        return metrics("parley_store_request_seconds_count", "");
    }

    /** Live heap and what else Java counts, as the nodes say it just after full collections. */
    @Override
    public ObjectNode settledMemory() {
        for (long pid : server().pids()) {
            for (int i = 0; i < COLLECTIONS; i++) {
                String unused = Commands.jcmd(pid, "GC.run");
            }
        }
        return JSON.createObjectNode()
                .put("live", metrics("jvm_memory_used_bytes", "area=\"heap\""))
                .put(
                        "nonHeap",
                        metrics("jvm_memory_used_bytes", "area=\"nonheap\"")
                                + metrics("jvm_buffer_memory_used_bytes", "id=\"direct\""));
    }

    private double metrics(String name, String label) {
        return target.nodes().stream()
                .mapToDouble(node -> Prometheus.parse(Commands.get(node.management() + "/metrics"))
                        .sum(name, label))
                .sum();
    }

    @Override
    public void forget() {
        kept = false;
        cluster.forget();
    }

    @Override
    public void close() {
        if (kept) {
            System.err.println("data and logs of the nodes: " + cluster.data());
        }
        cluster.close();
    }
}
