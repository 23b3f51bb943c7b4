package parley.server.local;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/** A Cassandra that somebody else runs. */
final class ExternalStore implements Store {

    private static final int CONNECT_TIMEOUT_MS = 3_000;
    private static final int PORT_DEFAULT = 9_042;

    private final List<String> contactPoints;

    ExternalStore(List<String> contactPoints) {
        this.contactPoints = contactPoints.stream().map(ExternalStore::withPort).toList();
    }

    private static String withPort(String contactPoint) {
        String text = contactPoint.contains(":") ? contactPoint : contactPoint + ":" + PORT_DEFAULT;
        if (!text.matches("[^:\\s]+:\\d{1,5}")) {
            throw new ClusterFault("--cassandra " + contactPoint, "write HOST:PORT, several with a comma between them");
        }
        return text;
    }

    @Override
    public List<String> contactPoints() {
        return contactPoints;
    }

    @Override
    public String namespace() {
        return "";
    }

    /** One contact point that accepts a connection is enough: the driver finds the others. */
    @Override
    public CompletableFuture<Void> start() {
        return CompletableFuture.runAsync(() -> {
            if (contactPoints.stream().noneMatch(ExternalStore::accepts)) {
                throw new ClusterFault(
                        "no Cassandra answers at " + String.join(", ", contactPoints),
                        "start it, mend --cassandra, or leave the option away to use the embedded one");
            }
        });
    }

    private static boolean accepts(String contactPoint) {
        int colon = contactPoint.lastIndexOf(':');
        int port = Integer.parseInt(contactPoint.substring(colon + 1));
        try {
            return Stream.of(InetAddress.getAllByName(contactPoint.substring(0, colon)))
                    .anyMatch(address -> accepts(new InetSocketAddress(address, port)));
        } catch (IOException | IllegalArgumentException e) {
            return false;
        }
    }

    private static boolean accepts(InetSocketAddress address) {
        try (var socket = new Socket()) {
            socket.connect(address, CONNECT_TIMEOUT_MS);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public long pid() {
        return 0;
    }

    @Override
    public boolean died() {
        return false;
    }

    @Override
    public void ask(String line) {
        // It is not ours.
    }

    @Override
    public void stop() {
        // It is not ours.
    }
}
