package parley.persistence.embedded;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import javax.net.SocketFactory;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import parley.persistence.StoreHandshake;
import parley.persistence.embedded.EmbeddedCassandraOptions.ClientEncryption;

/** Asks a port whether it speaks CQL. */
final class CqlProbe {

    private static final int TIMEOUT_MS = 2_000;

    private final SocketFactory sockets;

    private CqlProbe(SocketFactory sockets) {
        this.sockets = sockets;
    }

    /** With TLS it shows what the server shows: that is all it has. */
    static CqlProbe of(@Nullable ClientEncryption encryption) throws IOException {
        return new CqlProbe(
                encryption == null
                        ? SocketFactory.getDefault()
                        : context(encryption).getSocketFactory());
    }

    boolean answers(InetSocketAddress address) {
        try (Socket socket = sockets.createSocket()) {
            socket.connect(address, TIMEOUT_MS);
            socket.setSoTimeout(TIMEOUT_MS);
            return StoreHandshake.speaksCql(socket);
        } catch (IOException e) {
            return false;
        }
    }

    private static SSLContext context(ClientEncryption encryption) throws IOException {
        char[] password = encryption.password().toCharArray();
        try {
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(load(encryption.keyStore(), password), password);
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(load(encryption.trustStore(), password));
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        }
    }

    private static KeyStore load(Path file, char[] password) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream stored = Files.newInputStream(file)) {
            store.load(stored, password);
        }
        return store;
    }
}
