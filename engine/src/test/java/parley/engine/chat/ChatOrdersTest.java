package parley.engine.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static parley.engine.fakes.Given.ANN;
import static parley.engine.fakes.Given.BOB;
import static parley.engine.fakes.Given.post;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import parley.engine.client.HubProtocol.Cause;
import parley.engine.fakes.Given;

/** Commands that come together. What becomes of them behind one that is searched for: {@link ForgottenKeysTest}. */
class ChatOrdersTest {

    private static ActorTestKit testKit;
    private ChatWorld world;

    @BeforeAll
    static void startSystem() {
        testKit = ActorTestKit.create("chat", ChatWorld.CONFIG);
    }

    @AfterAll
    static void stopSystem() {
        testKit.shutdownTestKit();
    }

    @AfterEach
    void end() {
        world.end();
    }

    private void given(String settings) {
        world = new ChatWorld(testKit, settings).started().after(Given.group("k1", ANN, BOB));
    }

    @Test
    void whatComesInOneOrderIsOneGroup() {
        given("");
        world.askInOrder(post(ANN, "k2", 1), post(ANN, "k3", 1), post(BOB, "k4", 1));
        for (int seq = 2; seq <= 4; seq++) {
            world.expectAck(seq, seq);
        }
        assertThat(world.journal.groups()).containsExactly(1, 3);
    }

    @Test
    void ofAnOrderThatIsTooLongTheEndIsRefused() {
        given("pending-commands-max = 2");
        world.journal.hold();
        world.ask(post(ANN, "k2", 1));
        world.eventually(() -> assertThat(world.journal.groups()).hasSize(1));
        world.askInOrder(post(ANN, "k3", 1), post(ANN, "k4", 1), post(ANN, "k5", 1), post(ANN, "k6", 1));
        world.expectUnavailable(5, Cause.BUSY);
        world.expectUnavailable(6, Cause.BUSY);
        world.journal.releaseAll();
        for (int seq = 2; seq <= 4; seq++) {
            world.expectAck(seq, seq);
        }
        assertThat(world.stored()).hasSize(4);
    }
}
