package parley.engine.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class EpochTest {

    @Test
    void growsWithTheTokenFirstAndTheCounterThen() {
        assertThat(Epoch.of(1, 0)).isGreaterThan(Epoch.NONE);
        assertThat(Epoch.of(1, 1)).isGreaterThan(Epoch.of(1, 0));
        assertThat(Epoch.of(2, 0)).isGreaterThan(Epoch.of(1, Epoch.COUNTER_MAX));
        assertThat(Epoch.token(Epoch.of(77, 5))).isEqualTo(77);
    }

    @Test
    void timestampsGrowWithTheEpochFirstAndTheSeqThenAndStayPositive() {
        long old = Epoch.of(1, 3);
        assertThat(Epoch.timestamp(old, 8)).isGreaterThan(Epoch.timestamp(old, 7));
        assertThat(Epoch.timestamp(old + 1, 0)).isGreaterThan(Epoch.timestamp(old, Epoch.SEQ_MAX));
        assertThat(Epoch.timestamp(Epoch.of(Epoch.TOKEN_MAX, Epoch.COUNTER_MAX), Epoch.SEQ_MAX))
                .isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void refusesWhatDoesNotFit() {
        assertThatIllegalArgumentException().isThrownBy(() -> Epoch.of(0, 0)).withMessageContaining("token: 0");
        assertThatIllegalArgumentException().isThrownBy(() -> Epoch.of(Epoch.TOKEN_MAX + 1, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> Epoch.of(1, Epoch.COUNTER_MAX + 1));
        assertThatIllegalArgumentException().isThrownBy(() -> Epoch.timestamp(1, Epoch.SEQ_MAX + 1));
        assertThatIllegalArgumentException().isThrownBy(() -> new ChatHistory.Slice(0, 1, true, 1, 1));
    }
}
