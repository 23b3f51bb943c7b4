package parley.engine.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static parley.engine.fakes.Given.ANN;
import static parley.engine.fakes.Given.BOB;
import static parley.engine.fakes.Given.CY;
import static parley.engine.fakes.Given.post;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import parley.engine.chat.domain.ChatRejection;
import parley.engine.client.HubProtocol;
import parley.engine.fakes.Given;

/** Bounds of a chat that no other test reaches. */
class ChatLimitsTest {

    private static ActorTestKit testKit;
    private ChatWorld world;

    @BeforeAll
    static void startSystem() {
        testKit = ActorTestKit.create(ChatWorld.CONFIG);
    }

    @AfterAll
    static void stopSystem() {
        testKit.shutdownTestKit();
    }

    @AfterEach
    void end() {
        world.end();
    }

    @Test
    void oneMemberTooManyIsRefusedAndNobodyIsAdded() {
        world = new ChatWorld(testKit, "members-max = 2").started();
        world.after(Given.group("k1", ANN, BOB));

        long request = world.ask(Given.add(ANN, "k2", CY));

        assertThat(world.answer()).isEqualTo(new HubProtocol.Refused(1, request, ChatRejection.TOO_MANY_MEMBERS));
        assertThat(world.reached("members-max")).isEqualTo(1);
        assertThat(world.stored()).hasSize(1);
        world.after(post(ANN, "k3", 1));
    }
}
