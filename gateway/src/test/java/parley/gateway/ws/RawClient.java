package parley.gateway.ws;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import parley.gateway.FrameSchemas;

/** A WebSocket client that can do wrong what a library would not. Blocking, with a time-out. */
final class RawClient implements Closeable {

    static final int TEXT = 0x1;
    static final int BINARY = 0x2;
    static final int CONTINUATION = 0x0;
    static final int CLOSE = 0x8;
    static final int PING = 0x9;
    static final int PONG = 0xA;
    private static final int READ_TIMEOUT_MS = 10_000;
    private static final FrameSchemas SCHEMAS = FrameSchemas.fromClasspath();

    private final Socket socket;
    private final DataInputStream in;
    private final String response;
    private boolean holdsFramesAgainstTheDocument = true;

    record Frame(int opcode, byte[] payload) {
        String text() {
            return new String(payload, StandardCharsets.UTF_8);
        }

        int closeCode() {
            return ByteBuffer.wrap(payload).getShort() & 0xFFFF;
        }
    }

    private RawClient(Socket socket, String response) throws IOException {
        this.socket = socket;
        this.in = new DataInputStream(socket.getInputStream());
        this.response = response;
    }

    static RawClient connect(InetSocketAddress address, String... headers) throws IOException {
        return connect(address, 0, headers);
    }

    /** {@code receiveBuffer}: small for a client that is to be slow, 0 for the usual. */
    static RawClient connect(InetSocketAddress address, int receiveBuffer, String... headers) throws IOException {
        List<String> request = new ArrayList<>(List.of(
                "GET /v1/socket HTTP/1.1",
                "Host: 127.0.0.1",
                "Connection: Upgrade",
                "Upgrade: websocket",
                "Sec-WebSocket-Version: 13",
                "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="));
        request.addAll(List.of(headers));
        return request(address, receiveBuffer, request);
    }

    static RawClient request(InetSocketAddress address, int receiveBuffer, List<String> lines) throws IOException {
        Socket socket = new Socket();
        if (receiveBuffer > 0) {
            socket.setReceiveBufferSize(receiveBuffer);
        }
        socket.setSoTimeout(READ_TIMEOUT_MS);
        socket.setTcpNoDelay(true);
        socket.connect(address, READ_TIMEOUT_MS);
        String request = String.join("\r\n", lines) + "\r\n\r\n";
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        return new RawClient(socket, readHeaders(socket));
    }

    private static String readHeaders(Socket socket) throws IOException {
        ByteArrayOutputStream headers = new ByteArrayOutputStream();
        int last = 0;
        while (last != 0x0D0A0D0A) {
            int next = readOrEnd(socket);
            if (next < 0) {
                break;
            }
            headers.write(next);
            last = last << 8 | next;
        }
        return headers.toString(StandardCharsets.US_ASCII);
    }

    /** A socket that was turned away is reset when it had something to say. */
    private static int readOrEnd(Socket socket) throws IOException {
        try {
            return socket.getInputStream().read();
        } catch (SocketException e) {
            return -1;
        }
    }

    String response() {
        return response;
    }

    int status() {
        return Integer.parseInt(response.substring("HTTP/1.1 ".length(), "HTTP/1.1 200".length()));
    }

    /** Says a frame that is as documented, with single quotes for double ones. */
    void say(String frame) throws IOException {
        String json = frame.replace('\'', '"');
        List<String> violations = SCHEMAS.violationsOfClient(json);
        if (!violations.isEmpty()) {
            throw new AssertionError(violations.toString());
        }
        send(TEXT, true, json.getBytes(StandardCharsets.UTF_8));
    }

    void send(int opcode, boolean last, byte[] payload) throws IOException {
        write(frame(opcode, last, payload));
    }

    void write(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        socket.getOutputStream().flush();
    }

    /** Masked with a mask that does something. */
    static byte[] frame(int opcode, boolean last, byte[] payload) {
        byte[] mask = {0x11, 0x22, 0x33, 0x44};
        ByteBuffer frame = ByteBuffer.allocate(14 + payload.length);
        frame.put((byte) ((last ? 0x80 : 0) | opcode));
        if (payload.length < 126) {
            frame.put((byte) (0x80 | payload.length));
        } else if (payload.length <= 0xFFFF) {
            frame.put((byte) (0x80 | 126)).putShort((short) payload.length);
        } else {
            frame.put((byte) (0x80 | 127)).putLong(payload.length);
        }
        frame.put(mask);
        for (int i = 0; i < payload.length; i++) {
            frame.put((byte) (payload[i] ^ mask[i % 4]));
        }
        byte[] bytes = new byte[frame.position()];
        frame.flip().get(bytes);
        return bytes;
    }

    /** The next frame of any kind; null when the server closed the socket. */
    Frame read() throws IOException {
        try {
            int first = in.readUnsignedByte();
            long length = in.readUnsignedByte();
            if (length == 126) {
                length = in.readUnsignedShort();
            } else if (length == 127) {
                length = in.readLong();
            }
            byte[] payload = in.readNBytes(Math.toIntExact(length));
            Frame frame = new Frame(first & 0xF, payload);
            check(frame);
            return frame;
        } catch (EOFException | SocketException e) {
            return null;
        }
    }

    /** The next text. */
    String hear() throws IOException {
        Frame frame = read();
        if (frame == null || frame.opcode() != TEXT) {
            throw new AssertionError("frame: " + frame + " (expected: a text)");
        }
        return frame.text();
    }

    /** Reads on to the close frame, and tells its code; 0 when the socket was closed without one. */
    int closeCode() throws IOException {
        for (Frame frame = read(); frame != null; frame = read()) {
            if (frame.opcode() == CLOSE) {
                return frame.closeCode();
            }
        }
        return 0;
    }

    RawClient acceptingAnything() {
        holdsFramesAgainstTheDocument = false;
        return this;
    }

    private void check(Frame frame) {
        if (holdsFramesAgainstTheDocument && frame.opcode() == TEXT) {
            List<String> violations = SCHEMAS.violationsOfServer(frame.text());
            if (!violations.isEmpty()) {
                throw new AssertionError(violations.toString());
            }
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
