package parley.loadtests.drive;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/**
 * Writes one WebSocket frame of a client, from pieces that were rendered before. The mask is zero, which changes no byte: a mask
 * protects from proxies, and there are none here. One for a thread.
 */
final class Outgoing {

    private static final int HEADER_MAX = 14;
    private static final int MASK_BYTES = 4;
    private static final int LENGTH_7_MAX = 125;
    private static final int LENGTH_16_MAX = 65_535;
    private static final int LENGTH_16 = 126;
    private static final int FIN = 0x80;
    private static final int MASKED = 0x80;
    private static final int TEXT = 1;
    private static final int RADIX = 10;
    private static final int DIGITS_MAX = 19;
    private static final int HEX_BITS = 4;
    private static final int HEX_MASK = 15;
    private static final byte[] HEX = Scan.bytes("0123456789abcdef");

    private final byte[] bytes = new byte[HEADER_MAX + LENGTH_16_MAX];
    private final byte[] digits = new byte[DIGITS_MAX];
    private int at;

    Outgoing begin() {
        at = HEADER_MAX;
        return this;
    }

    Outgoing put(byte[] piece) {
        return put(piece, 0, piece.length);
    }

    Outgoing put(byte[] piece, int from, int length) {
        System.arraycopy(piece, from, bytes, at, length);
        at += length;
        return this;
    }

    /** Not negative. */
    Outgoing number(long value) {
        int first = DIGITS_MAX;
        long rest = value;
        do {
            digits[--first] = (byte) ('0' + rest % RADIX);
            rest /= RADIX;
        } while (rest > 0);
        return put(digits, first, DIGITS_MAX - first);
    }

    Outgoing hex(long value, int width) {
        for (int i = width - 1; i >= 0; i--) {
            bytes[at++] = HEX[(int) (value >>> (i * HEX_BITS)) & HEX_MASK];
        }
        return this;
    }

    Outgoing stamp(int run, int sender, int number, long nanos) {
        bytes[at++] = Stamp.MARK;
        hex(run, Stamp.RUN_DIGITS).hex(sender, Stamp.SENDER_DIGITS);
        hex(number, Stamp.NUMBER_DIGITS).hex(nanos, Stamp.NANOS_DIGITS);
        bytes[at++] = Stamp.MARK;
        return this;
    }

    /** A text frame. */
    ByteBuf end(ByteBufAllocator allocator) {
        return end(allocator, TEXT);
    }

    ByteBuf end(ByteBufAllocator allocator, int opcode) {
        int length = at - HEADER_MAX;
        int from;
        if (length <= LENGTH_7_MAX) {
            from = HEADER_MAX - MASK_BYTES - 2;
            bytes[from + 1] = (byte) (MASKED | length);
        } else {
            from = HEADER_MAX - MASK_BYTES - 2 - Short.BYTES;
            bytes[from + 1] = (byte) (MASKED | LENGTH_16);
            bytes[from + 2] = (byte) (length >> Byte.SIZE);
            bytes[from + 3] = (byte) length;
        }
        bytes[from] = (byte) (FIN | opcode);
        for (int i = HEADER_MAX - MASK_BYTES; i < HEADER_MAX; i++) {
            bytes[i] = 0;
        }
        return allocator.buffer(at - from).writeBytes(bytes, from, at - from);
    }
}
