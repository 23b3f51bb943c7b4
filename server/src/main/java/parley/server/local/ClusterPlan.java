package parley.server.local;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * What was asked for on the command line.
 *
 * @param httpPort node k listens on this port + k, and on {@code wsPort} + k
 * @param cassandra contact points {@code host:port} of a running Cassandra; empty: an embedded one
 * @param restart whether a node that died is started again, and after what time
 * @param isolate whether each child gets a network namespace of its own
 */
public record ClusterPlan(
        Path data, int nodes, int httpPort, int wsPort, List<String> cassandra, Restart restart, boolean isolate) {

    /** {@code after}: how long a node stays down at least. */
    public record Restart(boolean enabled, Duration after) {}

    public static final int NODES_MAX = 9;

    private static final int PORT_MAX = 65_535;

    /** Refuses what cannot be run, with the option to change. */
    public ClusterPlan {
        if (nodes < 1 || nodes > NODES_MAX) {
            throw new ClusterFault("--nodes " + nodes, "choose a number from 1 to " + NODES_MAX);
        }
        checkPort("--http-port", httpPort, nodes);
        checkPort("--ws-port", wsPort, nodes);
        if (Math.abs(httpPort - wsPort) < nodes) {
            throw new ClusterFault(
                    "--http-port " + httpPort + " and --ws-port " + wsPort + " overlap with " + nodes + " nodes",
                    "choose ports that are at least " + nodes + " apart");
        }
        if (restart.after().isNegative()) {
            throw new ClusterFault("--restart-after " + restart.after().toSeconds(), "choose 0 or more seconds");
        }
        if (isolate && !cassandra.isEmpty()) {
            throw new ClusterFault(
                    "--isolate with --cassandra", "leave one of them away: an isolated node reaches no other network");
        }
        cassandra = List.copyOf(cassandra);
    }

    private static void checkPort(String option, int port, int nodes) {
        if (port < 1 || port + nodes - 1 > PORT_MAX) {
            throw new ClusterFault(option + " " + port, "choose a port from 1 to " + (PORT_MAX - nodes + 1));
        }
    }
}
