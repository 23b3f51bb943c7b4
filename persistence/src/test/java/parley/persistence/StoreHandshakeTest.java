package parley.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.datastax.oss.driver.api.core.AllNodesFailedException;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import parley.engine.tls.TestAuthority;
import parley.engine.tls.TestAuthority.Issued;
import parley.engine.tls.TlsFiles;

class StoreHandshakeTest {

    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final String REFUSED = "no TLS with Cassandra at 127.0.0.1:";

    @TempDir
    static Path folder;

    private static TestAuthority authority;
    private static TestAuthority other;
    private static Issued here;

    @BeforeAll
    static void issue() throws IOException {
        authority = TestAuthority.in(folder.resolve("authority"));
        other = TestAuthority.in(folder.resolve("other"));
        here = authority.issue("here", "dns:localhost,ip:127.0.0.1");
    }

    @Test
    void takesWhoShowsACertificateOfItsAuthorityForItsName() throws IOException {
        try (var store = new FakeStore(here, false)) {
            assertThat(handshake(store, trusting(authority.authorities())).isAnswered(store.address()))
                    .isTrue();
        }
    }

    @Test
    void refusesTheCertificateOfAnotherAuthority() throws IOException {
        try (var store = new FakeStore(here, false)) {
            assertThatThrownBy(() ->
                            handshake(store, trusting(other.authorities())).isAnswered(store.address()))
                    .isInstanceOf(StoreNotTrusted.class)
                    .hasMessageStartingWith(REFUSED)
                    .hasMessageContaining("unable to find valid certification path");
            assertDriverRefuses(store, trusting(other.authorities()), "unable to find valid certification path");
        }
    }

    @Test
    void refusesTheCertificateOfAnotherHostUnlessTold() throws IOException {
        Issued elsewhere = authority.issue("elsewhere", "dns:cassandra.example.org");
        String trusting = trusting(authority.authorities());
        try (var store = new FakeStore(elsewhere, false)) {
            assertThatThrownBy(() -> handshake(store, trusting).isAnswered(store.address()))
                    .isInstanceOf(StoreNotTrusted.class)
                    .hasMessageContaining("No subject alternative");
            assertDriverRefuses(store, trusting, "No subject alternative");

            assertThat(handshake(store, trusting + "\nparley.persistence.tls.verify-host = off")
                            .isAnswered(store.address()))
                    .isTrue();
        }
    }

    @Test
    void saysThatTheOtherSideWantsACertificate() throws IOException {
        try (var store = new FakeStore(here, true)) {
            assertThatThrownBy(() ->
                            handshake(store, trusting(authority.authorities())).isAnswered(store.address()))
                    .isInstanceOf(StoreNotTrusted.class)
                    .hasMessageContaining("certificate");

            assertThat(handshake(store, trusting(authority.authorities()) + showing(here))
                            .isAnswered(store.address()))
                    .isTrue();
        }
    }

    @Test
    void saysThatTheOtherSideSpeaksPlainText() throws IOException {
        try (var store = new FakeStore(null, false)) {
            assertThatThrownBy(() ->
                            handshake(store, trusting(authority.authorities())).isAnswered(store.address()))
                    .isInstanceOf(StoreNotTrusted.class)
                    .hasMessageContaining("SSL message");
        }
    }

    @Test
    void waitsForWhoeverIsAwayOrGoesAway() throws IOException {
        StoreHandshake handshake;
        InetSocketAddress address;
        try (var store = new FakeStore(here, false)) {
            address = store.address();
            handshake = handshake(store, trusting(authority.authorities()));
            store.hangUp = true;

            assertThat(handshake.isAnswered(address)).as("cut").isFalse();
        }
        assertThat(handshake.isAnswered(address)).as("away").isFalse();
    }

    @Test
    void readsFilesAgainThatWereReplaced() throws IOException {
        Path trusted = Files.copy(authority.authorities(), folder.resolve("replaced.crt"));
        var now = new AtomicLong();
        try (var store = new FakeStore(here, false)) {
            var handshake = new StoreHandshake(settings(store, trusting(trusted)), TIMEOUT, now::get);
            assertThat(handshake.isAnswered(store.address())).isTrue();

            Files.copy(other.authorities(), trusted, StandardCopyOption.REPLACE_EXISTING);
            now.addAndGet(TlsFiles.LOOK_EVERY.toNanos());

            assertThatThrownBy(() -> handshake.isAnswered(store.address())).isInstanceOf(StoreNotTrusted.class);
        }
    }

    @Test
    void filesThatNobodyWouldReadAreRefused() throws IOException {
        try (var store = new FakeStore(here, false)) {
            assertThatThrownBy(() ->
                            settings(store, "parley.persistence.tls.authorities = \"" + authority.authorities() + "\""))
                    .hasMessageStartingWith("PARLEY_CASSANDRA_TLS: off, with ");
        }
    }

    private static void assertDriverRefuses(FakeStore store, String tls, String because) throws IOException {
        assertThatThrownBy(() -> CassandraSession.openForSchema(settings(store, tls), TIMEOUT))
                .isInstanceOf(AllNodesFailedException.class)
                .hasStackTraceContaining(because);
    }

    private static StoreHandshake handshake(FakeStore store, String tls) {
        return new StoreHandshake(settings(store, tls), TIMEOUT);
    }

    private static String trusting(Path authorities) {
        return "parley.persistence.tls { enabled = on, authorities = \"" + authorities + "\" }";
    }

    private static String showing(Issued issued) {
        return "\nparley.persistence.tls { certificate = \"" + issued.certificate() + "\", key = \"" + issued.key()
                + "\" }";
    }

    private static PersistenceSettings settings(FakeStore store, String tls) {
        return PersistenceSettings.from(ConfigFactory.parseString(tls)
                .withFallback(TestCassandra.config(store.address().getPort(), "parley")));
    }

    /** Says what Cassandra says first, with TLS or without, and nothing else. */
    private static final class FakeStore implements AutoCloseable {

        private final ServerSocket listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        private final SSLContext context;
        private final boolean wantsCertificates;
        private volatile boolean hangUp;

        /** {@code shown}: null for plain text. */
        FakeStore(Issued shown, boolean wantsCertificates) throws IOException {
            this.wantsCertificates = wantsCertificates;
            this.context = shown == null
                    ? null
                    : TlsFiles.open(
                                    new TlsFiles.Paths(
                                            authority.authorities().toString(),
                                            shown.certificate().toString(),
                                            shown.key().toString()),
                                    () -> 0)
                            .context();
            Thread thread = new Thread(this::serve, "fake-store");
            thread.setDaemon(true);
            thread.start();
        }

        InetSocketAddress address() {
            return InetSocketAddress.createUnresolved("127.0.0.1", listening.getLocalPort());
        }

        private void serve() {
            while (!listening.isClosed()) {
                try (Socket socket = listening.accept()) {
                    if (!hangUp) {
                        serve(socket);
                    }
                } catch (IOException refusedOrClosed) {
                    // The next one.
                }
            }
        }

        /** What it does not take is read to the end, or the client would hear of a reset and not of the reason. */
        private void serve(Socket socket) throws IOException {
            socket.setSoTimeout(Math.toIntExact(TIMEOUT.toMillis()));
            try {
                Socket spoken = context == null ? socket : secured(socket);
                if (spoken.getInputStream().readNBytes(9).length == 9) {
                    spoken.getOutputStream().write(new byte[] {(byte) 0x84, 0, 0, 0, 6, 0, 0, 0, 0});
                }
            } finally {
                socket.shutdownOutput();
                socket.getInputStream().transferTo(OutputStream.nullOutputStream());
            }
        }

        private Socket secured(Socket socket) throws IOException {
            SSLSocket secured = (SSLSocket) context.getSocketFactory().createSocket(socket, null, false);
            secured.setUseClientMode(false);
            secured.setNeedClientAuth(wantsCertificates);
            return secured;
        }

        @Override
        public void close() throws IOException {
            listening.close();
        }
    }
}
