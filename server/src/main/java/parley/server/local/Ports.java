package parley.server.local;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Chooses where the nodes listen. The ports for clients are the ones asked for, or the start is refused; the others come from below the
 * range from which the system serves outgoing connections, so that none is taken in between by chance.
 *
 * <p>Those others stand in a row that is nobody else's until {@link #close}: its first port is listened on, and whoever finds it taken
 * looks for another row. So no other cluster takes the port of a node that does not listen yet, or that is just being started again.
 */
final class Ports implements AutoCloseable {

    private static final int INTERNAL_MIN = 20_000;
    private static final int ROW = 50;
    private static final int ROWS = 200;
    private static final int TRIES_MAX = 1_000;

    private final RandomGenerator random;
    private final Network network;
    private final List<Closeable> rows = new ArrayList<>();
    private int next;
    private int end;

    /** Listens on a port of this machine. */
    interface Network {
        Closeable listen(int port) throws IOException;
    }

    Ports(RandomGenerator random) {
        this(random, Ports::listen);
    }

    Ports(RandomGenerator random, Network network) {
        this.random = random;
        this.network = network;
    }

    List<NodeAddress> addresses(ClusterPlan plan) {
        var addresses = new ArrayList<NodeAddress>();
        for (int k = 0; k < plan.nodes(); k++) {
            int http = demand("--http-port", plan.httpPort() + k);
            int ws = demand("--ws-port", plan.wsPort() + k);
            addresses.add(new NodeAddress(k, Place.LOOPBACK, http, ws, anyFree(), anyFree()));
        }
        return List.copyOf(addresses);
    }

    private int demand(String option, int port) {
        String others = "choose other ports with " + option + " (node k uses the port + k)";
        try {
            network.listen(port).close();
        } catch (IOException e) {
            String reason = String.valueOf(e.getMessage());
            throw reason.contains("already in use")
                    ? new ClusterFault("port " + port + " is taken", "stop what listens there, or " + others, e)
                    : new ClusterFault("cannot listen on port " + port + " (" + reason + ")", others, e);
        }
        return port;
    }

    /** A port for what is not for clients. Never the same twice. */
    int anyFree() {
        while (true) {
            if (next == end) {
                takeRow();
            }
            int port = next++;
            if (isFree(port)) {
                return port;
            }
        }
    }

    private void takeRow() {
        for (int i = 0; i < TRIES_MAX; i++) {
            int first = INTERNAL_MIN + ROW * random.nextInt(ROWS);
            try {
                rows.add(network.listen(first));
                next = first + 1;
                end = first + ROW;
                return;
            } catch (IOException taken) {
                // By another cluster or something else; another row will do.
            }
        }
        throw new ClusterFault(
                "no free port between " + INTERNAL_MIN + " and " + (INTERNAL_MIN + ROW * ROWS),
                "stop something that listens there");
    }

    private boolean isFree(int port) {
        try {
            network.listen(port).close();
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** Lets others have them. */
    @Override
    public void close() throws IOException {
        for (Closeable row : rows) {
            row.close();
        }
    }

    private static Closeable listen(int port) throws IOException {
        var socket = new ServerSocket();
        try {
            // As the servers do: a port whose last connections still linger is free.
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }
}
