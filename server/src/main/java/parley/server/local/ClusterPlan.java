package parley.server.local;

import java.nio.file.Path;
import java.util.List;

/**
 * What was asked for on the command line.
 *
 * @param httpPort node k listens on this port + k, and on {@code wsPort} + k
 * @param cassandra contact points {@code host:port} of a running Cassandra; empty: an embedded one
 * @param restart whether a node that died is started again
 */
public record ClusterPlan(Path data, int nodes, int httpPort, int wsPort, List<String> cassandra, boolean restart) {

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
        cassandra = List.copyOf(cassandra);
    }

    private static void checkPort(String option, int port, int nodes) {
        if (port < 1 || port + nodes - 1 > PORT_MAX) {
            throw new ClusterFault(option + " " + port, "choose a port from 1 to " + (PORT_MAX - nodes + 1));
        }
    }
}
