package parley.engine.fanout;

import static org.assertj.core.api.Assertions.assertThat;
import static parley.engine.fakes.Given.ANN;
import static parley.engine.fakes.Given.BOB;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class UnansweredTest {

    private static final byte[] FRAME = new byte[40];

    private final List<Long> sent = new ArrayList<>();

    @Test
    void sendsAgainUnderTheSameIdWhatIsNotAnsweredForAWholeInterval() {
        Unanswered unanswered = new Unanswered(10, 100, 3);
        assertThat(unanswered.send(List.of(ANN), FRAME, sent::add)).isTrue();
        assertThat(unanswered.resend()).isEmpty();
        assertThat(sent).as("it may have been sent just before the tick").hasSize(1);
        assertThat(unanswered.resend()).isEmpty();
        assertThat(unanswered.resend()).isEmpty();
        assertThat(sent).hasSize(3).containsOnly(sent.get(0));
    }

    @Test
    void givesUpAfterAllTriesAndSaysForWhom() {
        Unanswered unanswered = new Unanswered(10, 100, 2);
        unanswered.send(List.of(ANN, BOB), FRAME, sent::add);
        assertThat(unanswered.resend()).isEmpty();
        assertThat(unanswered.resend()).isEmpty();
        assertThat(unanswered.resend()).containsExactly(List.of(ANN, BOB));
        assertThat(unanswered.resend()).isEmpty();
        assertThat(sent).hasSize(2);
    }

    @Test
    void whatIsAnsweredIsForgotten() {
        Unanswered unanswered = new Unanswered(10, 100, 2);
        unanswered.send(List.of(ANN), FRAME, sent::add);
        unanswered.send(List.of(BOB), FRAME, sent::add);
        unanswered.answered(sent.get(0));
        unanswered.resend();
        unanswered.resend();
        assertThat(unanswered.resend()).containsExactly(List.of(BOB));
    }

    @Test
    void whatThereIsNoRoomForIsSentOnce() {
        Unanswered unanswered = new Unanswered(1, 100, 2);
        assertThat(unanswered.send(List.of(ANN), FRAME, sent::add)).isTrue();
        assertThat(unanswered.send(List.of(BOB), FRAME, sent::add)).isFalse();
        assertThat(sent).hasSize(2).doesNotHaveDuplicates();
        unanswered.resend();
        unanswered.resend();
        assertThat(unanswered.resend()).containsExactly(List.of(ANN));
    }

    @Test
    void whatItsBytesLeaveNoRoomForIsSentOnceUntilThereIsRoomAgain() {
        Unanswered unanswered = new Unanswered(10, 100, 1);
        assertThat(unanswered.send(List.of(ANN), FRAME, sent::add)).isTrue();
        assertThat(unanswered.send(List.of(ANN), FRAME, sent::add)).isTrue();
        assertThat(unanswered.send(List.of(ANN), FRAME, sent::add)).isFalse();
        unanswered.answered(sent.get(0));
        unanswered.answered(sent.get(0));
        assertThat(unanswered.send(List.of(ANN), FRAME, sent::add)).isTrue();
        assertThat(unanswered.send(List.of(ANN), FRAME, sent::add)).isFalse();
        unanswered.resend();
        assertThat(unanswered.resend()).hasSize(2);
        assertThat(unanswered.send(List.of(ANN), FRAME, sent::add)).isTrue();
    }
}
