package parley.loadtests.drive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LedgerTest {

    private static final int RECEIVERS = 2;

    private final Ledger ledger = new Ledger(1, RECEIVERS);

    @Test
    void findsNothingWhenAllIsHeardOnceAndInOrder() {
        sendAndAck(3);
        hear(0, 0, 1, 2);
        hear(1, 0, 1, 2);

        assertThat(verdict().isOk()).isTrue();
    }

    @Test
    void findsADeliveryThatWasDroppedInTheMiddleAndOneAtTheEnd() {
        sendAndAck(3);
        hear(0, 0, 2);
        hear(1, 0, 1);

        assertThat(verdict().found()).containsEntry("lost", 2L).containsEntry("reordered", 0L);
        assertThat(verdict().isOk()).isFalse();
    }

    @Test
    void findsADeliveryThatWasDoubled() {
        sendAndAck(2);
        hear(0, 0, 1, 0);
        hear(1, 0, 1);

        assertThat(verdict().found()).containsEntry("duplicated", 1L).containsEntry("lost", 0L);
        assertThat(verdict().isOk()).isFalse();
    }

    @Test
    void findsADeliveryThatCameAfterALaterOne() {
        sendAndAck(3);
        hear(0, 0, 2, 1);
        hear(1, 0, 1, 2);

        assertThat(verdict().found()).containsEntry("reordered", 1L).containsEntry("lost", 0L);
        assertThat(verdict().isOk()).isFalse();
    }

    @Test
    void doesNotMissWhatWasRefused() {
        ledger.send(0);
        ledger.refuse();

        assertThat(verdict().found())
                .containsEntry("lost", 0L)
                .containsEntry("unacked", 0L)
                .containsEntry("errors", 1L);
    }

    @Test
    void findsWhatWasNeverAnswered() {
        ledger.send(0);

        assertThat(verdict().found()).containsEntry("unacked", 1L).containsEntry("lost", 0L);
    }

    @Test
    void refusesWhatNobodySent() {
        assertThatThrownBy(() -> ledger.hear(0, 0, 0))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("expected: below 0");
    }

    private void sendAndAck(int messages) {
        IntStream.range(0, messages).forEach(any -> ledger.ack(0, ledger.send(0)));
    }

    private void hear(int receiver, int... numbers) {
        IntStream.of(numbers).forEach(number -> ledger.hear(0, receiver, number));
    }

    private Verdict verdict() {
        Verdict.Builder verdict = new Verdict.Builder();
        ledger.tell(verdict);
        return verdict.build();
    }
}
