package parley.gateway.ws;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import parley.engine.trace.MessageTraces;

class OutboundTest {

    private final MeterRegistry meters = new SimpleMeterRegistry();
    private final SocketCounters counters = new SocketCounters(meters, MessageTraces.OFF, Clock.systemUTC());
    private final FakeWriter writer = new FakeWriter();
    private final Outbound outbound = new Outbound(new SocketSettings.Outbound(1, 2, 10, 20, 1), counters, writer);
    private final List<ByteBuf> buffers = new ArrayList<>();

    @AfterEach
    void letsGoOfEveryBuffer() {
        outbound.close();
        writer.buffers.forEach(ByteBuf::release);

        assertThat(buffers).allMatch(buffer -> buffer.refCnt() == 0);
        assertThat(waitingBytes()).isZero();
    }

    @Test
    void writesAtOnceWhatTheSystemTakes() {
        reply("r1");
        push("p1");

        assertThat(writer.written).containsExactly("r1", "p1");
    }

    @Test
    void keepsTheOrderOfWhatWaits() {
        writer.writable = false;
        push("p1");
        reply("r1");
        push("p2");
        writer.writable = true;
        outbound.drain();
        push("p3");

        assertThat(writer.written).containsExactly("p1", "r1", "p2", "p3");
    }

    @Test
    void dropsWaitingPushesPastTheBoundAndKeepsReplies() {
        writer.writable = false;
        push("p1..");
        reply("r1");
        push("p2..");
        push("p3..");
        push("p4..");
        reply("r2");
        writer.writable = true;
        outbound.drain();

        assertThat(writer.written).containsExactly("r1", "resync", "r2");
        assertThat(counters.pushesDropped()).isEqualTo(4);
        assertThat(counters.resyncs()).isEqualTo(1);
        assertThat(counters.limits.pushBytes.count()).isEqualTo(1);
    }

    @Test
    void pushesNothingBetweenResyncAndResynced() {
        outbound.missed();
        push("p1");
        outbound.missed();
        outbound.resume();
        push("p2");

        assertThat(writer.written).containsExactly("resync", "p2");
    }

    @Test
    void givesUpOnWhoReadsNoReplies() {
        writer.writable = false;
        reply("0123456789");
        reply("0123456789");
        assertThat(writer.tooSlow).isFalse();
        assertThat(waitingBytes()).isEqualTo(20);

        reply("0");

        assertThat(writer.tooSlow).isTrue();
    }

    @Test
    void keepsPushesBackUntilReleased() {
        outbound.hold();
        push("p1");
        reply("r1");
        assertThat(writer.written).containsExactly("r1");

        outbound.release();
        push("p2");

        assertThat(writer.written).containsExactly("r1", "p1", "p2");
    }

    @Test
    void saysResyncAfterTheReleaseWhenTooMuchWasKeptBack() {
        outbound.hold();
        push("p1......");
        push("p2......");
        push("p3");
        assertThat(writer.written).isEmpty();

        outbound.release();
        push("p4");

        assertThat(writer.written).containsExactly("resync");
    }

    @Test
    void forgetsWhatItKeptBackWhenHoldingBeginsAnew() {
        outbound.hold();
        push("p1");
        outbound.hold();
        push("p2");
        outbound.release();

        assertThat(writer.written).containsExactly("p2");
    }

    @Test
    void saysNothingAfterItsEnd() {
        outbound.close();
        reply("r1");
        push("p1");

        assertThat(writer.written).isEmpty();
    }

    private double waitingBytes() {
        return meters.get("parley.socket.outbound.waiting.bytes").gauge().value();
    }

    private void reply(String text) {
        outbound.reply(buffer(text));
    }

    private void push(String text) {
        ByteBuf shared = buffer(text);
        outbound.push(shared);
        shared.release();
    }

    private ByteBuf buffer(String text) {
        ByteBuf buffer = Unpooled.copiedBuffer(text, StandardCharsets.UTF_8);
        buffers.add(buffer);
        return buffer;
    }

    private final class FakeWriter implements Outbound.Writer {
        private final List<String> written = new ArrayList<>();
        private final List<ByteBuf> buffers = new ArrayList<>();
        private boolean writable = true;
        private boolean tooSlow;

        @Override
        public boolean isWritable() {
            return writable;
        }

        @Override
        public void write(ByteBuf frame) {
            written.add(frame.toString(StandardCharsets.UTF_8));
            buffers.add(frame);
        }

        @Override
        public ByteBuf resync() {
            return buffer("resync");
        }

        @Override
        public void tooSlow() {
            tooSlow = true;
        }
    }
}
