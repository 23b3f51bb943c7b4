package parley.gateway.ws;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.charset.StandardCharsets;

/**
 * Makes whole WebSocket frames as a server sends them (RFC 6455 5.2: final, not masked), so that a frame for many sockets is made
 * once and each gets a duplicate of the same bytes.
 */
final class WireBuffers {

    private static final int FINAL = 0x80;
    private static final int TEXT = 0x1;
    private static final int CLOSE = 0x8;
    private static final int PONG = 0xA;
    private static final int LENGTH_16_BITS = 126;
    private static final int LENGTH_64_BITS = 127;
    private static final int HEADER_BYTES_MAX = 10;

    private WireBuffers() {}

    static ByteBuf text(ByteBufAllocator allocator, byte[] payload) {
        return header(allocator, TEXT, payload.length).writeBytes(payload);
    }

    static ByteBuf close(ByteBufAllocator allocator, int code, String reason) {
        byte[] text = reason.getBytes(StandardCharsets.US_ASCII);
        return header(allocator, CLOSE, 2 + text.length).writeShort(code).writeBytes(text);
    }

    /** Answers a close frame without a code. */
    static ByteBuf emptyClose(ByteBufAllocator allocator) {
        return header(allocator, CLOSE, 0);
    }

    static ByteBuf pong(ByteBufAllocator allocator, ByteBuf payload) {
        return header(allocator, PONG, payload.readableBytes()).writeBytes(payload);
    }

    private static ByteBuf header(ByteBufAllocator allocator, int opcode, int length) {
        ByteBuf frame = allocator.directBuffer(HEADER_BYTES_MAX + length).writeByte(FINAL | opcode);
        if (length < LENGTH_16_BITS) {
            return frame.writeByte(length);
        }
        if (length <= 0xFFFF) {
            return frame.writeByte(LENGTH_16_BITS).writeShort(length);
        }
        return frame.writeByte(LENGTH_64_BITS).writeLong(length);
    }
}
