package parley.engine.fanout;

import static org.assertj.core.api.Assertions.assertThat;
import static parley.engine.fakes.Given.ANN;
import static parley.engine.fakes.Given.BOB;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import parley.engine.fanout.FanOut.FanOutSettings;
import parley.engine.limit.LimitReached;

class UnansweredTest {

    private static final byte[] FRAME = new byte[40];

    private final List<Long> sent = new ArrayList<>();
    private final MeterRegistry meters = new SimpleMeterRegistry();

    private Unanswered unanswered(int max, long bytesMax, int triesMax) {
        return new Unanswered(new FanOutSettings(max, bytesMax, triesMax, Duration.ofSeconds(1)), meters);
    }

    private double reached(String setting) {
        return LimitReached.counter(meters, "parley.engine.fan-out." + setting).count();
    }

    @Test
    void sendsAgainUnderTheSameIdWhatIsNotAnsweredForAWholeInterval() {
        Unanswered unanswered = unanswered(10, 100, 3);
        assertThat(unanswered.send(List.of(ANN), FRAME, sent::add)).isTrue();
        assertThat(unanswered.resend()).isEmpty();
        assertThat(sent).as("it may have been sent just before the tick").hasSize(1);
        assertThat(unanswered.resend()).isEmpty();
        assertThat(unanswered.resend()).isEmpty();
        assertThat(sent).hasSize(3).containsOnly(sent.get(0));
    }

    @Test
    void givesUpAfterAllTriesAndSaysForWhom() {
        Unanswered unanswered = unanswered(10, 100, 2);
        unanswered.send(List.of(ANN, BOB), FRAME, sent::add);
        assertThat(unanswered.resend()).isEmpty();
        assertThat(unanswered.resend()).isEmpty();
        assertThat(unanswered.resend()).containsExactly(List.of(ANN, BOB));
        assertThat(unanswered.resend()).isEmpty();
        assertThat(sent).hasSize(2);
        assertThat(reached("tries-max")).isEqualTo(1);
    }

    @Test
    void whatIsAnsweredIsForgotten() {
        Unanswered unanswered = unanswered(10, 100, 2);
        unanswered.send(List.of(ANN), FRAME, sent::add);
        unanswered.send(List.of(BOB), FRAME, sent::add);
        unanswered.answered(sent.get(0));
        unanswered.resend();
        unanswered.resend();
        assertThat(unanswered.resend()).containsExactly(List.of(BOB));
    }

    @Test
    void whatThereIsNoRoomForIsSentOnce() {
        Unanswered unanswered = unanswered(1, 100, 2);
        assertThat(unanswered.send(List.of(ANN), FRAME, sent::add)).isTrue();
        assertThat(unanswered.send(List.of(BOB), FRAME, sent::add)).isFalse();
        assertThat(sent).hasSize(2).doesNotHaveDuplicates();
        assertThat(reached("unanswered-max")).isEqualTo(1);
        assertThat(meters.get("parley.fanout.unanswered.envelopes").gauge().value())
                .isEqualTo(1);
        unanswered.resend();
        unanswered.resend();
        assertThat(unanswered.resend()).containsExactly(List.of(ANN));
    }

    @Test
    void whatItsBytesLeaveNoRoomForIsSentOnceUntilThereIsRoomAgain() {
        Unanswered unanswered = unanswered(10, 100, 1);
        assertThat(unanswered.send(List.of(ANN), FRAME, sent::add)).isTrue();
        assertThat(unanswered.send(List.of(ANN), FRAME, sent::add)).isTrue();
        assertThat(unanswered.send(List.of(ANN), FRAME, sent::add)).isFalse();
        assertThat(reached("unanswered-bytes-max")).isEqualTo(1);
        assertThat(meters.get("parley.fanout.unanswered.bytes").gauge().value()).isEqualTo(80);
        unanswered.answered(sent.get(0));
        unanswered.answered(sent.get(0));
        assertThat(unanswered.send(List.of(ANN), FRAME, sent::add)).isTrue();
        assertThat(unanswered.send(List.of(ANN), FRAME, sent::add)).isFalse();
        unanswered.resend();
        assertThat(unanswered.resend()).hasSize(2);
        assertThat(unanswered.send(List.of(ANN), FRAME, sent::add)).isTrue();
    }
}
