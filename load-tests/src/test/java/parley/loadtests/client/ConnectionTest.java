package parley.loadtests.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class ConnectionTest {

    private final ScriptedServer server = new ScriptedServer();
    private final ExecutorService pool = Executors.newFixedThreadPool(2);
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final Network network = new Network("test-network", Duration.ofSeconds(5));
    private final Serial serial = new Serial(pool, timer);
    private final HastyOwner owner = new HastyOwner();

    /** Closes the connection when it is told that it is over. */
    private static final class HastyOwner implements Connection.Owner {

        private final CompletableFuture<Connection> opened = new CompletableFuture<>();
        private final CompletableFuture<Integer> closed = new CompletableFuture<>();
        private final List<Integer> codes = new CopyOnWriteArrayList<>();

        @Override
        public void onOpened(Connection connection) {
            opened.complete(connection);
        }

        @Override
        public void onFrame(Connection connection, String text) {}

        @Override
        public void onClosed(Connection connection, int code, String reason) {
            codes.add(code);
            connection.close(1000, "giving up");
            closed.complete(code);
        }
    }

    @AfterEach
    void close() {
        network.close();
        server.close();
        timer.shutdownNow();
        pool.shutdownNow();
    }

    @Test
    void letsNettyAnswerTheServersCloseFrameAndSaysNothingOfItsOwn() throws Exception {
        Peer peer = connected();

        peer.close(4003);

        assertThat(peer.closesWhenOver()).containsExactly("1000 Bye");
        assertThat(owner.closed.get(5, TimeUnit.SECONDS)).isEqualTo(4003);
        assertThat(owner.codes).containsExactly(4003);
    }

    @Test
    void tellsTheOwnerAndCutsTheSocketWhenTheRuntimeIsClosedAlready() throws Exception {
        Peer peer = connected();
        peer.answerNoClose();
        Connection connection = owner.opened.get(5, TimeUnit.SECONDS);

        timer.shutdownNow();
        serial.execute(() -> connection.close(1000, "closed"));

        assertThat(owner.closed.get(5, TimeUnit.SECONDS)).isEqualTo(1000);
        assertThat(peer.closesWhenOver()).containsExactly("1000 closed");
    }

    private Peer connected() throws Exception {
        Connection connection = new Connection(serial, FrameTap.NONE, owner, 10);
        connection.open(network, URI.create("ws://127.0.0.1:" + server.port() + "/v1/socket"));
        Peer peer = server.accept();
        assertThat(owner.opened.get(5, TimeUnit.SECONDS)).isSameAs(connection);
        return peer;
    }
}
