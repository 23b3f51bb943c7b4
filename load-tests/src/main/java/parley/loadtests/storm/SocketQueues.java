package parley.loadtests.storm;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * Bytes that wait in the system's buffers of the nodes' sockets: sent to a client that has not read them, or by a client and not read
 * by the node; of a listening socket the connections not accepted yet. From {@code /proc/net/tcp}, for nodes on this machine.
 */
final class SocketQueues {

    private static final List<Path> TABLES = List.of(Path.of("/proc/net/tcp"), Path.of("/proc/net/tcp6"));
    private static final int HEX = 16;

    private SocketQueues() {}

    static long waiting(Set<Integer> ports) {
        long waiting = 0;
        for (Path table : TABLES) {
            if (Files.exists(table)) {
                try {
                    waiting += Files.readAllLines(table).stream()
                            .skip(1)
                            .mapToLong(line -> waiting(line, ports))
                            .sum();
                } catch (IOException e) {
                    throw new StormException("cannot read " + table + ": " + e, e);
                }
            }
        }
        return waiting;
    }

    /** {@code sl local:port remote:port state tx:rx …}, all in hexadecimal. */
    static long waiting(String line, Set<Integer> ports) {
        String[] fields = line.strip().split("\\s+", -1);
        String local = fields[1];
        if (!ports.contains(Integer.parseInt(local.substring(local.indexOf(':') + 1), HEX))) {
            return 0;
        }
        String[] queues = fields[4].split(":", -1);
        return Long.parseLong(queues[0], HEX) + Long.parseLong(queues[1], HEX);
    }
}
