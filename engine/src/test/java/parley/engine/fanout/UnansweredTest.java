package parley.engine.fanout;

import static org.assertj.core.api.Assertions.assertThat;
import static parley.engine.fakes.Given.ANN;
import static parley.engine.fakes.Given.BOB;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class UnansweredTest {

    private final List<Long> sent = new ArrayList<>();

    @Test
    void sendsAgainUnderTheSameIdWhatIsNotAnsweredForAWholeInterval() {
        Unanswered unanswered = new Unanswered(10, 3);
        assertThat(unanswered.send(List.of(ANN), sent::add)).isTrue();
        assertThat(unanswered.resend()).isEmpty();
        assertThat(sent).as("it may have been sent just before the tick").hasSize(1);
        assertThat(unanswered.resend()).isEmpty();
        assertThat(unanswered.resend()).isEmpty();
        assertThat(sent).hasSize(3).containsOnly(sent.get(0));
    }

    @Test
    void givesUpAfterAllTriesAndSaysForWhom() {
        Unanswered unanswered = new Unanswered(10, 2);
        unanswered.send(List.of(ANN, BOB), sent::add);
        assertThat(unanswered.resend()).isEmpty();
        assertThat(unanswered.resend()).isEmpty();
        assertThat(unanswered.resend()).containsExactly(List.of(ANN, BOB));
        assertThat(unanswered.resend()).isEmpty();
        assertThat(sent).hasSize(2);
    }

    @Test
    void whatIsAnsweredIsForgotten() {
        Unanswered unanswered = new Unanswered(10, 2);
        unanswered.send(List.of(ANN), sent::add);
        unanswered.send(List.of(BOB), sent::add);
        unanswered.answered(sent.get(0));
        unanswered.resend();
        unanswered.resend();
        assertThat(unanswered.resend()).containsExactly(List.of(BOB));
    }

    @Test
    void whatThereIsNoRoomForIsSentOnce() {
        Unanswered unanswered = new Unanswered(1, 2);
        assertThat(unanswered.send(List.of(ANN), sent::add)).isTrue();
        assertThat(unanswered.send(List.of(BOB), sent::add)).isFalse();
        assertThat(sent).hasSize(2).doesNotHaveDuplicates();
        unanswered.resend();
        unanswered.resend();
        assertThat(unanswered.resend()).containsExactly(List.of(ANN));
    }
}
