package parley.engine.lease;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import parley.engine.fakes.FakeTokens;
import parley.engine.journal.Epoch;

class EpochsTest {

    private final FakeTokens tokens = new FakeTokens();
    private final Epochs epochs = new Epochs(tokens, "node-1");

    private static <T> T now(CompletionStage<T> stage) {
        CompletableFuture<T> future = stage.toCompletableFuture();
        assertThat(future).isDone();
        return future.join();
    }

    @Test
    void aTokenIsTakenOnceAndCountedFrom() {
        now(epochs.acquire("17"));
        assertThat(now(epochs.next("17"))).isEqualTo(Epoch.of(1, 0));
        assertThat(now(epochs.next("17"))).isEqualTo(Epoch.of(1, 1));
        assertThat(tokens.acquired).hasSize(1);
    }

    @Test
    void aShardThatWasNotAcquiredIsAcquiredByItsFirstChat() {
        assertThat(epochs.holds("17")).isFalse();
        assertThat(now(epochs.next("17"))).isEqualTo(Epoch.of(1, 0));
        assertThat(epochs.holds("17")).isTrue();
    }

    @Test
    void theTokenIsRaisedWhenTheCounterRunsOut() {
        long last = 0;
        for (long i = 0; i <= Epoch.COUNTER_MAX + 1; i++) {
            long next = now(epochs.next("17"));
            assertThat(next).isGreaterThan(last);
            last = next;
        }
        assertThat(last).isEqualTo(Epoch.of(2, 0));
    }

    @Test
    void theTokenIsRaisedAboveAnEpochThatWasRead() {
        assertThat(now(epochs.nextAbove("17", Epoch.of(40, 7)))).isEqualTo(Epoch.of(41, 0));
        assertThat(now(epochs.nextAbove("17", Epoch.of(40, 7)))).isEqualTo(Epoch.of(41, 1));
    }

    @Test
    void whoAsksWhileATokenIsBeingTakenWaitsForTheSameOne() {
        tokens.acquiring.hold();
        CompletionStage<Long> first = epochs.next("17");
        CompletionStage<Long> second = epochs.next("17");
        assertThat(tokens.acquiring.count()).isEqualTo(1);
        tokens.acquiring.releaseAll();
        assertThat(now(first)).isNotEqualTo(now(second));
        assertThat(tokens.acquired).hasSize(1);
    }

    @Test
    void aStoreThatDoesNotAnswerFailsAndMayBeAskedAgain() {
        tokens.acquiring.failNext(1);
        assertThatThrownBy(() -> epochs.next("17").toCompletableFuture().join())
                .hasRootCauseInstanceOf(IllegalStateException.class);
        assertThat(now(epochs.next("17"))).isEqualTo(Epoch.of(1, 0));
    }

    @Test
    void aShardThatIsGivenUpIsReleasedUnderItsTokenAndTakenAgainUnderAnother() {
        long before = now(epochs.next("17"));
        assertThat(now(epochs.release("17"))).isTrue();
        assertThat(tokens.released).containsExactly(1L);
        assertThat(epochs.holds("17")).isFalse();
        assertThat(now(epochs.next("17"))).isGreaterThan(before);
        assertThat(now(epochs.release("18"))).isTrue();
        assertThat(tokens.released).hasSize(1);
    }
}
