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
    void makesNoEpochForAShardThatIsNotHeld() {
        assertThat(epochs.holds("17")).isFalse();
        assertThatThrownBy(() -> epochs.next("17").toCompletableFuture().join())
                .hasRootCauseInstanceOf(Epochs.ShardNotHeldException.class);
        assertThat(tokens.acquired).isEmpty();
    }

    @Test
    void theTokenIsRaisedWhenTheCounterRunsOut() {
        now(epochs.acquire("17"));
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
        now(epochs.acquire("17"));
        assertThat(now(epochs.nextAbove("17", Epoch.of(40, 7)))).isEqualTo(Epoch.of(41, 0));
        assertThat(now(epochs.nextAbove("17", Epoch.of(40, 7)))).isEqualTo(Epoch.of(41, 1));
    }

    @Test
    void aShardThatSomebodyElseTookIsNotRaised() {
        now(epochs.acquire("17"));
        tokens.takeAway();
        assertThatThrownBy(() -> epochs.nextAbove("17", Epoch.of(40, 7))
                        .toCompletableFuture()
                        .join())
                .hasRootCauseInstanceOf(Epochs.ShardNotHeldException.class);
        assertThat(tokens.acquired).hasSize(1);
    }

    @Test
    void whoAsksWhileATokenIsBeingRaisedWaitsForTheSameOne() {
        now(epochs.acquire("17"));
        tokens.acquiring.hold();
        CompletionStage<Long> first = epochs.nextAbove("17", Epoch.of(40, 0));
        CompletionStage<Long> second = epochs.nextAbove("17", Epoch.of(40, 0));
        tokens.acquiring.releaseAll();
        assertThat(now(first)).isNotEqualTo(now(second));
        assertThat(tokens.acquired).hasSize(2);
    }

    @Test
    void aRaiseWhoseAnswerIsLostMayBeAskedAgain() {
        now(epochs.acquire("17"));
        tokens.loseNextAnswer();
        assertThatThrownBy(() -> epochs.nextAbove("17", Epoch.of(40, 7))
                        .toCompletableFuture()
                        .join())
                .hasRootCauseInstanceOf(IllegalStateException.class);
        assertThat(now(epochs.nextAbove("17", Epoch.of(40, 7)))).isEqualTo(Epoch.of(42, 0));
    }

    @Test
    void aStoreThatDoesNotAnswerFailsAndMayBeAskedAgain() {
        tokens.acquiring.failNext(1);
        assertThatThrownBy(() -> epochs.acquire("17").toCompletableFuture().join())
                .hasRootCauseInstanceOf(IllegalStateException.class);
        now(epochs.acquire("17"));
        assertThat(now(epochs.next("17"))).isEqualTo(Epoch.of(1, 0));
    }

    @Test
    void aShardThatIsGivenUpIsReleasedUnderItsTokenAndTakenAgainUnderAnother() {
        now(epochs.acquire("17"));
        long before = now(epochs.next("17"));
        assertThat(now(epochs.release("17"))).isTrue();
        assertThat(tokens.released).containsExactly(1L);
        assertThat(epochs.holds("17")).isFalse();
        now(epochs.acquire("17"));
        assertThat(now(epochs.next("17"))).isGreaterThan(before);
        assertThat(now(epochs.release("18"))).isTrue();
        assertThat(tokens.released).hasSize(1);
    }
}
