package parley.sdk;

import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Locale;
import javax.net.ServerSocketFactory;

/** The server's end of sockets, in a test's hands: byte by byte, with plain sockets or those of TLS. */
final class RawServer implements AutoCloseable {

    static final int CLOSE = 8;
    static final int PING = 9;
    static final int PONG = 10;
    private static final int TEXT = 1;
    private static final int LAST = 0x80;
    private static final int PATIENCE_MS = 20_000;
    private static final int BACKLOG = 100;
    private static final String KEY = "sec-websocket-key:";
    private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

    private final ServerSocket server;

    RawServer() throws IOException {
        this(ServerSocketFactory.getDefault());
    }

    RawServer(ServerSocketFactory sockets) throws IOException {
        server = sockets.createServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress());
        server.setSoTimeout(PATIENCE_MS);
    }

    int port() {
        return server.getLocalPort();
    }

    URI url() {
        return url("ws", "127.0.0.1");
    }

    URI url(String scheme, String host) {
        return URI.create(scheme + "://" + host + ":" + port() + "/v1/socket");
    }

    /** The next that connects, and has said nothing yet. */
    Socket connected() throws IOException {
        Socket socket = server.accept();
        socket.setSoTimeout(PATIENCE_MS);
        return socket;
    }

    /** The next that connects, with its socket open. */
    Peer accept() throws IOException {
        Peer peer = new Peer(connected());
        peer.greet();
        return peer;
    }

    @Override
    public void close() throws IOException {
        server.close();
    }

    /** What is said up to an empty line. */
    static String head(DataInputStream in) throws IOException {
        var head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            head.append((char) in.readUnsignedByte());
        }
        return head.toString();
    }

    /** One connection. */
    static final class Peer {

        private final Socket socket;
        private final DataInputStream in;
        private final OutputStream out;

        private Peer(Socket socket) throws IOException {
            this.socket = socket;
            in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
            out = socket.getOutputStream();
        }

        /** A frame. */
        record Frame(int opcode, byte[] payload) {

            String text() {
                return new String(payload, StandardCharsets.UTF_8);
            }

            int code() {
                return ByteBuffer.wrap(payload).getShort();
            }
        }

        private void greet() throws IOException {
            String head = RawServer.head(in);
            String key = new BufferedReader(new StringReader(head))
                    .lines()
                    .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(KEY))
                    .map(line -> line.substring(KEY.length()).trim())
                    .findFirst()
                    .orElseThrow();
            write(
                    ("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: "
                                    + accept(key) + "\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
        }

        private static String accept(String key) {
            try {
                byte[] digest =
                        MessageDigest.getInstance("SHA-1").digest((key + GUID).getBytes(StandardCharsets.US_ASCII));
                return Base64.getEncoder().encodeToString(digest);
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException(e);
            }
        }

        void say(String... texts) throws IOException {
            ByteBuffer all = ByteBuffer.allocate(0);
            for (String text : texts) {
                byte[] frame = frame(LAST | TEXT, text.getBytes(StandardCharsets.UTF_8));
                all = ByteBuffer.allocate(all.capacity() + frame.length)
                        .put(all.array())
                        .put(frame);
            }
            write(all.array());
        }

        /** A text in two frames. */
        void sayInParts(String one, String other) throws IOException {
            write(frame(TEXT, one.getBytes(StandardCharsets.UTF_8)));
            write(frame(LAST, other.getBytes(StandardCharsets.UTF_8)));
        }

        void say(int opcode, byte[] payload) throws IOException {
            write(frame(LAST | opcode, payload));
        }

        void sayClose(int code) throws IOException {
            say(CLOSE, ByteBuffer.allocate(2).putShort((short) code).array());
        }

        private static byte[] frame(int first, byte[] payload) {
            ByteBuffer frame = ByteBuffer.allocate(payload.length + 10).put((byte) first);
            if (payload.length < 126) {
                frame.put((byte) payload.length);
            } else if (payload.length <= 0xFFFF) {
                frame.put((byte) 126).putShort((short) payload.length);
            } else {
                frame.put((byte) 127).putLong(payload.length);
            }
            frame.put(payload);
            return Arrays.copyOf(frame.array(), frame.position());
        }

        void write(byte[] bytes) throws IOException {
            out.write(bytes);
            out.flush();
        }

        /** The next frame of the client. */
        Frame hear() throws IOException {
            int opcode = in.readUnsignedByte() & 0x0F;
            int length = in.readUnsignedByte() & 0x7F;
            if (length == 126) {
                length = in.readUnsignedShort();
            } else if (length == 127) {
                length = Math.toIntExact(in.readLong());
            }
            byte[] mask = in.readNBytes(4);
            byte[] payload = in.readNBytes(length);
            if (payload.length < length) {
                throw new EOFException();
            }
            for (int i = 0; i < length; i++) {
                payload[i] ^= mask[i % 4];
            }
            return new Frame(opcode, payload);
        }

        /** Whether the client says nothing more, and is gone. */
        boolean isGone() {
            try {
                return in.read() < 0;
            } catch (IOException e) {
                return true;
            }
        }

        Socket socket() {
            return socket;
        }

        /** Without a close frame. */
        void cut() throws IOException {
            socket.close();
        }
    }
}
