package parley.system.local;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocketFrameAggregator;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import parley.loadtests.client.FrameTap;

/**
 * A proxy that clients ask for a way to a server ({@code CONNECT}), and that tells of each whole text frame which goes by, before it does.
 * For WebSockets without TLS only. Two threads for each of them, until it is closed.
 */
final class FrameProxy implements AutoCloseable {

    private static final int FRAME_BYTES_MAX = 1 << 20;
    private static final int READ_BYTES = 1 << 16;
    private static final int WAITING_MAX = 50;
    private static final String HEAD_END = "\r\n\r\n";

    private final FrameTap tap;
    private final ServerSocket listener;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();

    private FrameProxy(FrameTap tap) throws IOException {
        this.tap = tap;
        this.listener = new ServerSocket(0, WAITING_MAX, InetAddress.getLoopbackAddress());
    }

    static FrameProxy open(FrameTap tap) throws IOException {
        FrameProxy proxy = new FrameProxy(tap);
        start(proxy::accept);
        return proxy;
    }

    /** For whoever is to go through it. */
    ProxySelector selector() {
        return ProxySelector.of(new InetSocketAddress(listener.getInetAddress(), listener.getLocalPort()));
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket socket : open) {
            socket.close();
        }
    }

    /** What a thread does until a socket ends. */
    private interface Work {
        void run() throws IOException;
    }

    private static void start(Work work) {
        Thread thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (IOException ended) {
                        // As sockets do; whoever is at the other end hears of it.
                        return;
                    }
                },
                "frame-proxy");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() throws IOException {
        while (true) {
            Socket client = listener.accept();
            open.add(client);
            start(() -> serve(client));
        }
    }

    private void serve(Socket client) throws IOException {
        String[] target = head(client.getInputStream()).split(" ", -1)[1].split(":", -1);
        Socket server = new Socket(target[0], Integer.parseInt(target[1]));
        open.add(server);
        client.getOutputStream().write(("HTTP/1.1 200 OK" + HEAD_END).getBytes(StandardCharsets.ISO_8859_1));
        start(() -> relay(server, client, false, tap::received));
        relay(client, server, true, tap::sent);
    }

    private void relay(Socket from, Socket to, boolean masked, Consumer<String> told) throws IOException {
        EmbeddedChannel frames = new EmbeddedChannel(
                new WebSocket13FrameDecoder(masked, false, FRAME_BYTES_MAX),
                new WebSocketFrameAggregator(FRAME_BYTES_MAX));
        try (from;
                to) {
            InputStream in = from.getInputStream();
            to.getOutputStream().write(head(in).getBytes(StandardCharsets.ISO_8859_1));
            byte[] bytes = new byte[READ_BYTES];
            for (int read = in.read(bytes); read >= 0; read = in.read(bytes)) {
                frames.writeInbound(Unpooled.copiedBuffer(bytes, 0, read));
                tell(frames, told);
                to.getOutputStream().write(bytes, 0, read);
            }
        } finally {
            frames.finishAndReleaseAll();
            open.remove(from);
        }
    }

    private static void tell(EmbeddedChannel frames, Consumer<String> told) {
        for (Object frame = frames.readInbound(); frame != null; frame = frames.readInbound()) {
            if (frame instanceof TextWebSocketFrame text) {
                told.accept(text.text());
            }
            ReferenceCountUtil.release(frame);
        }
    }

    /** Up to the end of the headers, and not a byte more. */
    private static String head(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf(HEAD_END) < 0) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("ended within the headers");
            }
            head.append((char) next);
        }
        return head.toString();
    }
}
