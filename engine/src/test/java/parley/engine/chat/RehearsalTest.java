package parley.engine.chat;

import static org.assertj.core.api.Assertions.assertThat;

import akka.Done;
import akka.actor.testkit.typed.javadsl.ActorTestKit;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import parley.engine.limit.LimitReached;

/** A node that plays what its first chats will ask of it. The world's own shard is not touched by it. */
class RehearsalTest {

    private static ActorTestKit testKit;
    private final CompletableFuture<Done> over = new CompletableFuture<>();
    private ChatWorld world;

    @BeforeAll
    static void startSystem() {
        testKit = ActorTestKit.create("rehearsal", ChatWorld.CONFIG);
    }

    @AfterAll
    static void stopSystem() {
        testKit.shutdownTestKit();
    }

    @BeforeEach
    void begin() {
        world = new ChatWorld(testKit, "");
    }

    @AfterEach
    void end() {
        world.end();
    }

    private void play(int chats, Duration within) {
        testKit.spawn(Rehearsal.create(world.services(), world.settings, new RehearsalSettings(chats, within), over));
    }

    private double timesUp() {
        return LimitReached.counter(world.meters, "parley.engine.rehearsal.within")
                .count();
    }

    @Test
    void playsChatsThatDoNotExistWritesNothingAndGivesTheShardUp() {
        play(3, ChatWorld.SOON);
        world.eventually(() -> assertThat(over).isDone());
        assertThat(world.journal.asked).containsExactly("rehearsal/r_1", "rehearsal/r_2", "rehearsal/r_3");
        assertThat(world.shards.holds(Rehearsal.SHARD)).isFalse();
        assertThat(world.tokens.released).hasSize(1);
        assertThat(world.journal.groups()).isEmpty();
        assertThat(world.inbox.asked).isEmpty();
        assertThat(timesUp()).isZero();
    }

    @Test
    void waitsUntilItMayHaveTheShard() {
        world.leaseRunsOut();
        play(1, ChatWorld.SOON);
        world.hub.expectNoMessage(Duration.ofMillis(400));
        assertThat(over).isNotDone();
        world.renewLease();
        world.eventually(() -> assertThat(over).isDone());
        assertThat(timesUp()).isZero();
    }

    @Test
    void doesNotKeepTheNodeForLongerThanItMay() {
        world.tokens.acquiring.hold();
        play(1, Duration.ofMillis(50));
        world.eventually(() -> assertThat(over).isDone());
        assertThat(timesUp()).isOne();

        world.tokens.acquiring.releaseAll();
        world.eventually(() -> assertThat(world.tokens.released)
                .as("the shard that came too late")
                .hasSize(1));
        assertThat(world.shards.holds(Rehearsal.SHARD)).isFalse();
    }
}
