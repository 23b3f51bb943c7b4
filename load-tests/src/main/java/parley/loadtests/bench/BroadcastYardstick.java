package parley.loadtests.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import parley.loadtests.bench.Proc.Usage;

/** Measures {@link Broadcast}: processor time of its process for each frame that arrives. */
final class BroadcastYardstick implements AutoCloseable {

    private static final int ROUND = 20;
    private static final String HANDSHAKE = """
            GET / HTTP/1.1\r
            Host: localhost\r
            Upgrade: websocket\r
            Connection: Upgrade\r
            Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r
            Sec-WebSocket-Version: 13\r
            \r
            """;
    private static final String END_OF_HEAD = "\r\n\r\n";

    private final List<SocketChannel> sockets = new ArrayList<>();
    private final Selector selector;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(1 << 16);

    private BroadcastYardstick(Process server, int count) throws IOException {
        this.selector = Selector.open();
        BufferedReader said =
                new BufferedReader(new InputStreamReader(server.getInputStream(), StandardCharsets.UTF_8));
        int port = Integer.parseInt(said.readLine());
        for (int i = 0; i < count; i++) {
            sockets.add(handshaken(port));
        }
    }

    /** Microseconds of processor time a delivery, to so many sockets. */
    static double microsPerDelivery(int sockets, Duration warmUp, Duration measured) {
        try {
            Process server = new ProcessBuilder(Commands.java(Broadcast.class, List.of("-XX:+UseSerialGC")))
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            try (BroadcastYardstick yardstick = new BroadcastYardstick(server, sockets)) {
                long unused = yardstick.broadcast(warmUp);
                Group group = new Group(List.of(server.pid()));
                Usage before = group.usage(Proc.here());
                long deliveries = yardstick.broadcast(measured);
                return group.usage(Proc.here()).since(before).cpuSeconds() * 1e6 / deliveries;
            } finally {
                server.destroyForcibly();
            }
        } catch (IOException e) {
            throw new BenchException("the broadcast: " + e, e);
        }
    }

    private SocketChannel handshaken(int port) throws IOException {
        SocketChannel socket = SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        socket.write(ByteBuffer.wrap(HANDSHAKE.getBytes(StandardCharsets.US_ASCII)));
        StringBuilder head = new StringBuilder();
        ByteBuffer one = ByteBuffer.allocate(1);
        while (head.indexOf(END_OF_HEAD) < 0) {
            if (socket.read(one.clear()) < 0) {
                throw new IOException("closed in the handshake: " + head);
            }
            head.append((char) one.get(0));
        }
        socket.configureBlocking(false);
        socket.register(selector, SelectionKey.OP_READ);
        return socket;
    }

    /** Round after round, each when the last has arrived everywhere; returns how many deliveries there were. */
    private long broadcast(Duration time) throws IOException {
        long end = System.nanoTime() + time.toNanos();
        long deliveries = 0;
        while (System.nanoTime() - end < 0) {
            sockets.get(0).write(ByteBuffer.wrap(masked(Integer.toString(ROUND))));
            long awaited = (long) ROUND * sockets.size();
            for (long bytes = awaited * Broadcast.FRAME_BYTES; bytes > 0; ) {
                bytes -= readAll();
            }
            deliveries += awaited;
        }
        return deliveries;
    }

    private long readAll() throws IOException {
        selector.select();
        long bytes = 0;
        for (SelectionKey key : selector.selectedKeys()) {
            int read = ((SocketChannel) key.channel()).read(buffer.clear());
            if (read < 0) {
                throw new IOException("a socket was closed");
            }
            bytes += read;
        }
        selector.selectedKeys().clear();
        return bytes;
    }

    /** A text frame, masked with zeros. */
    private static byte[] masked(String text) {
        byte[] payload = text.getBytes(StandardCharsets.US_ASCII);
        ByteBuffer frame = ByteBuffer.allocate(6 + payload.length);
        frame.put((byte) 0x81).put((byte) (0x80 | payload.length)).putInt(0).put(payload);
        return frame.array();
    }

    @Override
    public void close() throws IOException {
        for (SocketChannel socket : sockets) {
            socket.close();
        }
        selector.close();
    }
}
