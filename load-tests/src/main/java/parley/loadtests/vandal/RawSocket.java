package parley.loadtests.vandal;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * A WebSocket on which anything can be sent, also what no library would (RFC 6455, the client's side). One thread only.
 */
final class RawSocket implements Closeable {

    static final int CONTINUATION = 0;
    static final int TEXT = 1;
    static final int BINARY = 2;
    static final int CLOSE = 8;
    static final int PING = 9;

    /** What {@link #read} gives when the connection ended without a close frame. */
    static final String BROKEN = "broken";

    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final int SHORT_MAX = 125;
    private static final int MEDIUM_MAX = 0xFFFF;
    private static final int MEDIUM = 126;
    private static final int LONG = 127;
    private static final int FINAL = 0x80;
    private static final int MASKED = 0x80;
    private static final int LENGTH_BITS = 0x7F;
    private static final int OPCODE_BITS = 0x0F;
    private static final int PONG = 10;
    private static final byte[] MASK = {1, 2, 3, 4};

    private final Socket socket;
    private final DataInputStream in;
    private final OutputStream out;

    private RawSocket(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new DataInputStream(socket.getInputStream());
        this.out = socket.getOutputStream();
    }

    /** A TCP connection on which nothing was said yet. */
    static RawSocket connect(URI address) throws IOException {
        Socket socket = new Socket();
        socket.setSoTimeout((int) PATIENCE.toMillis());
        socket.connect(new InetSocketAddress(address.getHost(), address.getPort()), (int) PATIENCE.toMillis());
        return new RawSocket(socket);
    }

    /** A WebSocket: {@code ws://host:port/path}. */
    static RawSocket open(URI address) throws IOException {
        RawSocket raw = connect(address);
        raw.sendBytes(("GET " + address.getPath() + " HTTP/1.1\r\nHost: " + address.getAuthority()
                        + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                        + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
        String status = raw.readHead();
        if (!status.startsWith("HTTP/1.1 101")) {
            raw.close();
            throw new IOException("handshake answered: " + status);
        }
        return raw;
    }

    /** Reads an HTTP response up to the empty line; its first line, empty when the connection ended. */
    String readHead() throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        while (!head.toString(StandardCharsets.US_ASCII).endsWith("\r\n\r\n")) {
            int next = in.read();
            if (next < 0) {
                return "";
            }
            head.write(next);
        }
        return head.toString(StandardCharsets.US_ASCII).lines().findFirst().orElse("");
    }

    void sendBytes(byte[] bytes) throws IOException {
        out.write(bytes);
        out.flush();
    }

    void sendText(String text) throws IOException {
        sendFrame(true, TEXT, text.getBytes(StandardCharsets.UTF_8));
    }

    void sendFrame(boolean last, int opcode, byte[] payload) throws IOException {
        ByteArrayOutputStream frame = new ByteArrayOutputStream(payload.length + 14);
        frame.write((last ? FINAL : 0) | opcode);
        if (payload.length <= SHORT_MAX) {
            frame.write(MASKED | payload.length);
        } else if (payload.length <= MEDIUM_MAX) {
            frame.write(MASKED | MEDIUM);
            frame.write(payload.length >> 8);
            frame.write(payload.length);
        } else {
            frame.write(MASKED | LONG);
            for (int shift = 56; shift >= 0; shift -= 8) {
                frame.write((int) ((long) payload.length >> shift));
            }
        }
        frame.write(MASK);
        for (int i = 0; i < payload.length; i++) {
            frame.write(payload[i] ^ MASK[i % MASK.length]);
        }
        sendBytes(frame.toByteArray());
    }

    /**
     * The next text that arrives; {@code close CODE} when the server closes, {@link #BROKEN} when the connection ends without a word.
     *
     * @throws SocketTimeoutException when nothing comes
     */
    String read() throws IOException {
        try {
            while (true) {
                int opcode = in.readUnsignedByte() & OPCODE_BITS;
                byte[] payload = in.readNBytes(readLength());
                if (opcode == CLOSE) {
                    return "close " + (payload.length < 2 ? 1005 : (payload[0] & 0xFF) << 8 | (payload[1] & 0xFF));
                }
                if (opcode != PING && opcode != PONG) {
                    return new String(payload, StandardCharsets.UTF_8);
                }
            }
        } catch (EOFException | SocketException e) {
            return BROKEN;
        }
    }

    private int readLength() throws IOException {
        int length = in.readUnsignedByte() & LENGTH_BITS;
        if (length == MEDIUM) {
            return in.readUnsignedShort();
        }
        return length == LONG ? Math.toIntExact(in.readLong()) : length;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
