package parley.loadtests.faults;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;

/** The two ends of connections through a proxy, held by a test. */
final class ProxiedPair implements AutoCloseable {

    static final int PATIENCE_MS = 10_000;
    private static final int SILENCE_MS = 200;

    private final ServerSocket listener;
    final TcpProxy proxy;

    /** One connection's ends. */
    record Ends(Socket client, Socket server) implements AutoCloseable {

        @Override
        public void close() throws IOException {
            client.close();
            server.close();
        }
    }

    ProxiedPair(ProxyLimits limits) throws IOException {
        listener = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
        listener.setSoTimeout(PATIENCE_MS);
        proxy = TcpProxy.start(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                new InetSocketAddress(InetAddress.getLoopbackAddress(), listener.getLocalPort()),
                limits,
                7);
    }

    Ends connect() throws IOException {
        Socket client = connectClient();
        Socket server = listener.accept();
        server.setSoTimeout(PATIENCE_MS);
        return new Ends(client, server);
    }

    Socket connectClient() throws IOException {
        var client = new Socket();
        client.setSoTimeout(PATIENCE_MS);
        client.setTcpNoDelay(true);
        client.connect(proxy.address(), PATIENCE_MS);
        return client;
    }

    void stopTarget() throws IOException {
        listener.close();
    }

    /** Whether nothing arrives for a moment, not even an end. */
    static boolean isSilent(Socket socket) throws IOException {
        socket.setSoTimeout(SILENCE_MS);
        try {
            socket.getInputStream().read();
            return false;
        } catch (SocketTimeoutException e) {
            return true;
        } finally {
            socket.setSoTimeout(PATIENCE_MS);
        }
    }

    @Override
    public void close() throws IOException {
        proxy.close();
        listener.close();
    }
}
