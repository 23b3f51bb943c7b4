package parley.loadtests.drive;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.UnpooledByteBufAllocator;
import org.junit.jupiter.api.Test;

/** What is scanned, and what is written. */
class BytesTest {

    private static final int BODY = 128;

    @Test
    void findsTheFirstOccurrenceOfATokenThatBeginsTwice() {
        byte[] in = Scan.bytes("\"s\"seq\":\"seq\":42,");

        int after = Scan.after(in, 0, in.length, Scan.bytes("\"seq\":4"));

        assertThat(Scan.text(in, after - 1, in.length)).isEqualTo("42,");
        assertThat(Scan.number(in, after - 1, in.length)).isEqualTo(42);
    }

    @Test
    void doesNotLookBeyondTheEnd() {
        byte[] in = Scan.bytes("abc~12");

        assertThat(Scan.after(in, 0, 2, Scan.bytes("abc"))).isNegative();
        assertThat(Scan.find(in, 0, 3, (byte) '~')).isNegative();
        assertThat(Scan.number(in, 4, 5)).isEqualTo(1);
        assertThat(Scan.number(in, 3, 6)).as("no digit").isNegative();
        assertThat(Scan.until(in, 0, 3, '~')).isEmpty();
    }

    @Test
    void readsTheStampThatItWrote() {
        Body body = new Body(0xfedcba98, BODY);
        byte[] text = payload(body.put(new Outgoing().begin(), 999_999, 123_456_789, Long.MIN_VALUE + 5));

        assertThat(text).hasSize(BODY);
        assertThat(Stamp.isAt(text, 0, text.length)).isTrue();
        assertThat(Stamp.isAt(text, 0, Stamp.LENGTH - 1)).as("cut").isFalse();
        assertThat(Stamp.run(text, 0)).isEqualTo(0xfedcba98);
        assertThat(Stamp.sender(text, 0)).isEqualTo(999_999);
        assertThat(Stamp.number(text, 0)).isEqualTo(123_456_789);
        assertThat(Stamp.nanos(text, 0)).isEqualTo(Long.MIN_VALUE + 5);
        assertThat(Scan.find(text, Stamp.LENGTH, text.length, Stamp.MARK))
                .as("no mark in what follows")
                .isNegative();
    }

    @Test
    void writesAMaskedTextFrameWithAShortAndALongLength() {
        assertThat(bytes(new Outgoing().begin().put(Scan.bytes("n")).number(0).number(120)))
                .startsWith(0x81, 0x85, 0, 0, 0, 0)
                .endsWith(Scan.bytes("n0120"))
                .hasSize(2 + 4 + 5);
    }

    @Test
    void writesALengthOfTwoBytes() {
        byte[] frame = bytes(new Outgoing().begin().put(new byte[300]));

        assertThat(frame).startsWith(0x81, 0xfe, 1, 44).hasSize(2 + 2 + 4 + 300);
    }

    private static byte[] bytes(Outgoing frame) {
        ByteBuf bytes = frame.end(UnpooledByteBufAllocator.DEFAULT);
        try {
            return ByteBufUtil.getBytes(bytes);
        } finally {
            bytes.release();
        }
    }

    private static byte[] payload(Outgoing frame) {
        byte[] all = bytes(frame);
        byte[] payload = new byte[BODY];
        System.arraycopy(all, all.length - BODY, payload, 0, BODY);
        return payload;
    }
}
