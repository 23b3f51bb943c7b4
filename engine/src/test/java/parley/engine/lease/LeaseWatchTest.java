package parley.engine.lease;

import static org.assertj.core.api.Assertions.assertThat;
import static parley.engine.lease.LeaseWorld.OTHER;
import static parley.engine.lease.LeaseWorld.now;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class LeaseWatchTest {

    private static final Duration WAIT = Duration.ofSeconds(7);
    private static final Duration ALMOST = WAIT.minusMillis(1);

    private final LeaseWorld world = new LeaseWorld();

    private boolean isOver() {
        return now(world.watch.isOver(OTHER));
    }

    @Test
    void aLeaseIsOverWhenItWasSeenUnchangedForTheTimeToLiveAndTheMargin() {
        world.leases.put(OTHER, 5);
        assertThat(isOver()).isFalse();
        world.passes(ALMOST);
        assertThat(isOver()).isFalse();
        world.passes(Duration.ofMillis(1));
        assertThat(isOver()).isTrue();
    }

    @Test
    void aRenewalStartsTheTimeAgain() {
        world.leases.put(OTHER, 5);
        assertThat(isOver()).isFalse();
        world.passes(ALMOST);
        world.leases.put(OTHER, 6);
        world.passes(Duration.ofMillis(1));
        assertThat(isOver()).isFalse();
        world.passes(ALMOST);
        assertThat(isOver()).isFalse();
        world.passes(Duration.ofMillis(1));
        assertThat(isOver()).isTrue();
    }

    @Test
    void aRowThatIsGoneIsNotOverAtOnceSinceItsNodeMayNotKnow() {
        world.leases.put(OTHER, 5);
        assertThat(isOver()).isFalse();
        world.passes(ALMOST);
        world.leases.delete(OTHER);
        assertThat(isOver()).isFalse();
        world.passes(ALMOST);
        assertThat(isOver()).isFalse();
        world.passes(Duration.ofMillis(1));
        assertThat(isOver()).isTrue();
    }

    @Test
    void aLeaseIsOverAtOnceWhenItsNodeHasBegunAnotherOne() {
        world.leases.put(OTHER, 5);
        assertThat(isOver()).isFalse();
        world.leases.put(OTHER.next(), 1);
        assertThat(isOver()).isTrue();
        assertThat(now(world.watch.isOver(OTHER.next()))).as("the other one").isFalse();
    }

    @Test
    void theTimeCountsFromTheAnswerOfTheFirstLookToTheQuestionOfTheLast() {
        world.leases.put(OTHER, 5);
        world.leases.answering.hold();
        CompletableFuture<Boolean> first = world.watch.isOver(OTHER).toCompletableFuture();
        world.passes(WAIT);
        world.leases.answering.releaseAll();
        assertThat(now(first)).isFalse();

        world.passes(ALMOST);
        world.leases.answering.hold();
        CompletableFuture<Boolean> last = world.watch.isOver(OTHER).toCompletableFuture();
        world.passes(WAIT);
        world.leases.answering.releaseAll();
        assertThat(now(last)).as("it was sent too early").isFalse();
        assertThat(isOver()).isTrue();
    }

    @Test
    void lookingBeforehandSavesTheWait() {
        world.leases.put(OTHER, 5);
        world.watch.look(OTHER.node());
        world.passes(WAIT);
        assertThat(isOver()).isTrue();
    }

    @Test
    void incarnationsOfANodeAreToldApart() {
        NodeIncarnation next = new NodeIncarnation(OTHER.node(), 2);
        world.leases.put(OTHER, 5);
        assertThat(isOver()).isFalse();
        world.passes(WAIT);
        world.leases.put(next, 1);
        assertThat(isOver()).isTrue();
        assertThat(now(world.watch.isOver(next))).isFalse();
    }

    @Test
    void whoAsksWhileALookIsUnderWaySharesIt() {
        world.leases.put(OTHER, 5);
        world.leases.answering.hold();
        CompletableFuture<Boolean> one = world.watch.isOver(OTHER).toCompletableFuture();
        CompletableFuture<Boolean> other = world.watch.isOver(OTHER).toCompletableFuture();
        assertThat(world.leases.answering.count()).isEqualTo(1);
        world.leases.answering.releaseAll();
        assertThat(now(one)).isFalse();
        assertThat(now(other)).isFalse();
    }

    @Test
    void aStoreThatDoesNotAnswerSaysNothingAndMayBeAskedAgain() {
        world.leases.put(OTHER, 5);
        assertThat(isOver()).isFalse();
        world.passes(WAIT);
        world.leases.answering.failNext(1);
        assertThat(world.watch.isOver(OTHER).toCompletableFuture()).isCompletedExceptionally();
        assertThat(isOver()).isTrue();
    }
}
