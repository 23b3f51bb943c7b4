package parley.engine.lease;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static parley.engine.lease.LeaseWorld.OTHER;
import static parley.engine.lease.LeaseWorld.now;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import parley.engine.journal.Epoch;
import parley.engine.lease.HeldShards.Incarnation;

class HeldShardsTest {

    private final LeaseWorld world = new LeaseWorld().begun();
    private final AtomicInteger lost = new AtomicInteger();

    private boolean acquire() {
        return now(world.shards.acquire("17", lost::incrementAndGet));
    }

    private HeldShardsTest held() {
        assertThat(acquire()).isTrue();
        return this;
    }

    private long epoch() {
        return now(world.shards.begin("17")).epoch();
    }

    private CompletionStage<Long> epochAbove(long epoch) {
        return world.shards.beginAbove("17", epoch).thenApply(Incarnation::epoch);
    }

    // ---- epochs

    @Test
    void aTokenIsTakenOnceAndCountedFrom() {
        held();
        assertThat(epoch()).isEqualTo(Epoch.of(1, 0));
        assertThat(epoch()).isEqualTo(Epoch.of(1, 1));
        assertThat(world.tokens.acquired).hasSize(1);
    }

    @Test
    void makesNoEpochForAShardThatIsNotHeld() {
        assertThat(world.shards.holds("17")).isFalse();
        assertThatThrownBy(() -> world.shards.begin("17").toCompletableFuture().join())
                .hasRootCauseInstanceOf(HeldShards.ShardNotHeldException.class);
        assertThat(world.tokens.acquired).isEmpty();
    }

    @Test
    void theTokenIsRaisedWhenTheCounterRunsOut() {
        held();
        long last = 0;
        for (long i = 0; i <= Epoch.COUNTER_MAX + 1; i++) {
            long next = epoch();
            assertThat(next).isGreaterThan(last);
            last = next;
        }
        assertThat(last).isEqualTo(Epoch.of(2, 0));
    }

    @Test
    void theTokenIsRaisedAboveAnEpochThatWasRead() {
        held();
        assertThat(now(epochAbove(Epoch.of(40, 7)))).isEqualTo(Epoch.of(41, 0));
        assertThat(now(epochAbove(Epoch.of(40, 7)))).isEqualTo(Epoch.of(41, 1));
    }

    @Test
    void aShardThatSomebodyElseTookIsNotRaised() {
        held();
        world.tokens.takeAway(OTHER);
        assertThatThrownBy(
                        () -> epochAbove(Epoch.of(40, 7)).toCompletableFuture().join())
                .hasRootCauseInstanceOf(HeldShards.ShardNotHeldException.class);
        assertThat(world.tokens.acquired).hasSize(1);
    }

    @Test
    void whoAsksWhileATokenIsBeingRaisedWaitsForTheSameOne() {
        held();
        world.tokens.acquiring.hold();
        CompletionStage<Long> first = epochAbove(Epoch.of(40, 0));
        CompletionStage<Long> second = epochAbove(Epoch.of(40, 0));
        world.tokens.acquiring.releaseAll();
        assertThat(now(first)).isNotEqualTo(now(second));
        assertThat(world.tokens.acquired).hasSize(2);
    }

    @Test
    void aRaiseWhoseAnswerIsLostMayBeAskedAgain() {
        held();
        world.tokens.loseNextAnswer();
        assertThatThrownBy(
                        () -> epochAbove(Epoch.of(40, 7)).toCompletableFuture().join())
                .hasRootCauseInstanceOf(IllegalStateException.class);
        assertThat(now(epochAbove(Epoch.of(40, 7)))).isEqualTo(Epoch.of(42, 0));
    }

    @Test
    void aStoreThatDoesNotAnswerFailsAndMayBeAskedAgain() {
        world.tokens.acquiring.failNext(1);
        assertThatThrownBy(() -> world.shards
                        .acquire("17", () -> {})
                        .toCompletableFuture()
                        .join())
                .hasRootCauseInstanceOf(IllegalStateException.class);
        held();
        assertThat(epoch()).isEqualTo(Epoch.of(1, 0));
    }

    // ---- taking and giving up

    @Test
    void aShardThatIsGivenUpIsReleasedUnderItsTokenAndTakenAgainUnderAnother() {
        Tenure before = now(held().world.shards.begin("17")).tenure();
        assertThat(before.holds()).isTrue();
        assertThat(now(world.shards.release("17"))).isTrue();
        assertThat(before.holds()).as("whoever still runs under it").isFalse();
        assertThat(world.tokens.released).containsExactly(1L);
        assertThat(world.shards.holds("17")).isFalse();
        assertThat(world.shards.held()).isZero();
        held();
        assertThat(world.shards.held()).isEqualTo(1);
        assertThat(epoch()).isEqualTo(Epoch.of(2, 0));
        assertThat(before.holds()).isFalse();
        assertThat(now(world.shards.release("18"))).isTrue();
        assertThat(world.tokens.released).hasSize(1);
        assertThat(lost).hasValue(0);
    }

    @Test
    void nothingIsTakenWithoutALease() {
        world.passes(LeaseWorld.TTL);
        assertThat(acquire()).isFalse();
        assertThat(world.tokens.acquired).isEmpty();
    }

    @Test
    void whatAnotherNodeHoldsIsTakenOnlyWhenItsLeaseIsOver() {
        world.leases.put(OTHER, 5);
        world.tokens.takeAway(OTHER);
        assertThat(acquire()).isFalse();
        for (int second = 1; second < 7; second++) {
            world.passes(Duration.ofSeconds(1));
            world.lease.tick();
            world.leases.put(OTHER, 5L + second);
            assertThat(acquire()).as("it renews").isFalse();
        }
        for (int second = 1; second < 7; second++) {
            world.passes(Duration.ofSeconds(1));
            world.lease.tick();
            assertThat(acquire()).isFalse();
        }
        world.passes(Duration.ofSeconds(1));
        world.lease.tick();
        held();
        assertThat(epoch()).isEqualTo(Epoch.of(2, 0));
    }

    @Test
    void theTimeOfADeadHolderPassesFromWhenHoldersWereLookedAt() {
        world.leases.put(OTHER, 5);
        world.tokens.takeAway(OTHER);
        world.shards.lookAtHolders(List.of("17", "18"));
        for (int second = 0; second < 7; second++) {
            world.passes(Duration.ofSeconds(1));
            world.lease.tick();
        }
        held();
    }

    @Test
    void whatAnotherNodeReleasedIsTakenAtOnce() {
        world.tokens.takeAway(OTHER);
        now(world.tokens.release("17", 1));
        held();
    }

    @Test
    void whoIsFasterHasIt() {
        world.tokens.acquiring.hold();
        CompletableFuture<Boolean> taking = world.shards.acquire("17", () -> {}).toCompletableFuture();
        world.tokens.takeAway(OTHER);
        world.tokens.acquiring.releaseAll();
        assertThat(now(taking)).isFalse();
        assertThat(world.shards.holds("17")).isFalse();
    }

    // ---- losing

    @Test
    void aLeaseThatRanOutLosesAllShardsOnceAndTheNextLifeTakesThemAtOnceUnderAnotherToken() {
        Tenure before = now(held().world.shards.begin("17")).tenure();
        world.passes(LeaseWorld.TTL);
        assertThat(before.holds()).as("at once, before anybody was told").isFalse();
        assertThatThrownBy(() -> world.shards.begin("17").toCompletableFuture().join())
                .hasRootCauseInstanceOf(HeldShards.ShardNotHeldException.class);

        world.lease.tick();
        world.lease.tick();

        assertThat(lost).hasValue(1);
        assertThat(world.shards.holds("17")).isFalse();
        held();
        assertThat(epoch()).isEqualTo(Epoch.of(2, 0));
        assertThat(before.holds()).isFalse();
    }

    @Test
    void aShardThatIsTakenWhileTheLeaseEndsIsNotHeld() {
        world.tokens.acquiring.hold();
        CompletableFuture<Boolean> taking =
                world.shards.acquire("17", lost::incrementAndGet).toCompletableFuture();
        world.passes(LeaseWorld.TTL);
        world.lease.tick();
        world.tokens.acquiring.releaseAll();
        assertThat(now(taking)).isFalse();
        assertThat(world.shards.holds("17")).isFalse();
        assertThat(lost).as("it was never had").hasValue(0);
    }

    @Test
    void whatWasGivenUpIsNotLost() {
        held();
        now(world.shards.release("17"));
        world.passes(LeaseWorld.TTL);
        world.lease.tick();
        assertThat(lost).hasValue(0);
    }

    @Test
    void whatCouldNotBeGivenUpIsGivenUpAgain() {
        held();
        world.tokens.refuseNextRelease();
        assertThat(world.shards.release("17").toCompletableFuture()).isCompletedExceptionally();
        assertThat(world.shards.holds("17")).isFalse();
        assertThat(world.tokens.holder()).isPresent();
        world.shards.tick();
        assertThat(world.tokens.holder()).as("others may have it").isEmpty();
        world.shards.tick();
        assertThat(world.tokens.released).hasSize(1);
    }

    @Test
    void whatWasTakenAgainIsNotGivenUp() {
        held();
        world.tokens.refuseNextRelease();
        var unused = world.shards.release("17");
        held();
        world.shards.tick();
        assertThat(world.tokens.released).isEmpty();
        assertThat(world.shards.holds("17")).isTrue();
    }

    // ---- what was written ahead of the logs

    private void isHeldByOneThatIsOver() {
        world.tokens.takeAway(OTHER);
        assertThat(acquire()).as("nobody has looked at it for long enough").isFalse();
        for (int second = 0; second < 7; second++) {
            world.passes(Duration.ofSeconds(1));
            world.lease.tick();
        }
    }

    @Test
    void whatAHolderThatIsOverHasLeftIsRecoveredBeforeItsShardIsTaken() {
        isHeldByOneThatIsOver();
        world.ahead.recovering.hold();
        CompletionStage<Boolean> acquired = world.shards.acquire("17", lost::incrementAndGet);
        assertThat(world.tokens.holder()).contains(OTHER);
        assertThat(acquired.toCompletableFuture()).isNotDone();
        world.ahead.recovering.releaseAll();
        assertThat(now(acquired)).isTrue();
        assertThat(world.ahead.recovered).containsExactly(OTHER);
    }

    @Test
    void aShardIsNotTakenWhileWhatWasLeftCannotBeRecovered() {
        isHeldByOneThatIsOver();
        world.ahead.recovering.failNext(1);
        assertThat(world.shards.acquire("17", lost::incrementAndGet).toCompletableFuture())
                .isCompletedExceptionally();
        assertThat(world.tokens.holder()).contains(OTHER);
        held();
        assertThat(world.ahead.recovered).containsExactly(OTHER);
    }

    @Test
    void whatIsFreeAndWhatIsOnesOwnNeedsNoRecovery() {
        held();
        world.passes(LeaseWorld.TTL);
        world.lease.tick();
        assertThat(world.shards.held()).isZero();
        held();
        now(world.shards.release("17"));
        held();
        assertThat(world.ahead.recovered).isEmpty();
    }

    @Test
    void aShardIsFreeForOthersOnlyWhenAllIsSettled() {
        held();
        world.ahead.settling.hold();
        CompletionStage<Boolean> released = world.shards.release("17");
        assertThat(world.shards.holds("17")).isFalse();
        assertThat(world.tokens.released).isEmpty();
        world.ahead.settling.releaseAll();
        assertThat(now(released)).isTrue();
        assertThat(world.tokens.released).containsExactly(1L);
    }

    @Test
    void aShardWhoseEntriesAreNotSettledIsGivenUpLater() {
        held();
        world.ahead.settling.failNext(1);
        assertThat(world.shards.release("17").toCompletableFuture()).isCompletedExceptionally();
        assertThat(world.tokens.released).isEmpty();
        world.shards.tick();
        assertThat(world.tokens.released).containsExactly(1L);
    }
}
