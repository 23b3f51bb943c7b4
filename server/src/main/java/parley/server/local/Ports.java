package parley.server.local;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * Chooses where the nodes listen. The ports for clients are the ones asked for, or the start is refused; the ports between nodes
 * are taken from below the range from which the system serves outgoing connections, so that none is taken in between by chance.
 */
final class Ports {

    private static final int INTERNAL_MIN = 20_000;
    private static final int INTERNAL_MAX = 30_000;
    private static final int TRIES_MAX = 1_000;

    private final RandomGenerator random;
    private final Probe probe;
    private final Set<Integer> chosen = new HashSet<>();

    /** Listens on a port of this machine for a moment. */
    interface Probe {
        void bind(int port) throws IOException;
    }

    Ports(RandomGenerator random) {
        this(random, Ports::bind);
    }

    Ports(RandomGenerator random, Probe probe) {
        this.random = random;
        this.probe = probe;
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
            probe.bind(port);
        } catch (IOException e) {
            String reason = String.valueOf(e.getMessage());
            throw reason.contains("already in use")
                    ? new ClusterFault("port " + port + " is taken", "stop what listens there, or " + others, e)
                    : new ClusterFault("cannot listen on port " + port + " (" + reason + ")", others, e);
        }
        chosen.add(port);
        return port;
    }

    /** A port for what is not for clients. Never the same twice. */
    int anyFree() {
        for (int i = 0; i < TRIES_MAX; i++) {
            int port = random.nextInt(INTERNAL_MIN, INTERNAL_MAX);
            if (!chosen.contains(port) && isFree(port)) {
                chosen.add(port);
                return port;
            }
        }
        throw new ClusterFault(
                "no free port between " + INTERNAL_MIN + " and " + INTERNAL_MAX, "stop something that listens there");
    }

    private boolean isFree(int port) {
        try {
            probe.bind(port);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static void bind(int port) throws IOException {
        try (var socket = new ServerSocket()) {
            // As the servers do: a port whose last connections still linger is free.
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        }
    }
}
