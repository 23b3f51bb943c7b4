package parley.persistence;

import com.datastax.oss.driver.api.core.metadata.EndPoint;
import com.datastax.oss.driver.api.core.ssl.SslEngineFactory;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.util.function.LongSupplier;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import parley.engine.tls.TlsFiles;

/**
 * The client's side of TLS to Cassandra: TLS 1.2 or 1.3, the certificate must name the host unless the settings say otherwise. Files are read
 * again when they change, with the next connection. Thread-safe.
 */
final class StoreTls implements SslEngineFactory {

    private final TlsFiles files;
    private final boolean verifyHost;

    private StoreTls(TlsFiles files, boolean verifyHost) {
        this.files = files;
        this.verifyHost = verifyHost;
    }

    /** @throws IllegalArgumentException if the files cannot be used */
    static StoreTls of(PersistenceSettings.Tls settings, LongSupplier nanoTime) {
        return new StoreTls(TlsFiles.open(settings.files(), nanoTime), settings.verifyHost());
    }

    /** A node that was found through another has an address only: whatever name that has is the one that is looked for. */
    @Override
    public SSLEngine newSslEngine(EndPoint remote) {
        SocketAddress address = remote.resolve();
        SSLEngine engine = address instanceof InetSocketAddress internet
                ? files.context().createSSLEngine(internet.getHostName(), internet.getPort())
                : files.context().createSSLEngine();
        engine.setUseClientMode(true);
        engine.setSSLParameters(strict(engine.getSSLParameters()));
        return engine;
    }

    /** The same on a socket that is connected, whose handshake has not begun. */
    SSLSocket over(Socket connected, InetSocketAddress address) throws IOException {
        SSLSocket socket = (SSLSocket) files.context()
                .getSocketFactory()
                .createSocket(connected, address.getHostName(), address.getPort(), true);
        socket.setSSLParameters(strict(socket.getSSLParameters()));
        return socket;
    }

    private SSLParameters strict(SSLParameters parameters) {
        parameters.setProtocols(TlsFiles.PROTOCOLS.toArray(String[]::new));
        if (verifyHost) {
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
        }
        return parameters;
    }

    @Override
    public void close() {
        // It holds nothing.
    }
}
