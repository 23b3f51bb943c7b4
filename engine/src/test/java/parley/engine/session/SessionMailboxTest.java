package parley.engine.session;

import static org.assertj.core.api.Assertions.assertThat;
import static parley.engine.fakes.Given.ANN;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import akka.actor.typed.MailboxSelector;
import com.typesafe.config.ConfigFactory;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import parley.engine.client.HubProtocol;

class SessionMailboxTest {

    private static ActorTestKit testKit;

    @BeforeAll
    static void startSystem() {
        testKit = ActorTestKit.create(ConfigFactory.load());
    }

    @AfterAll
    static void stopSystem() {
        testKit.shutdownTestKit();
    }

    @Test
    void aSessionThatDroppedFramesReadsAgainAndCountsThemAsReceived() {
        SessionWorld world = new SessionWorld(testKit, "");
        world.inbox.list(ANN, List.of(SessionWorld.row("g_1", 8, 5)));
        TestProbe<SlotProtocol.Message> slot = testKit.createTestProbe(SlotProtocol.Message.class);
        ActorRef<UserSession.Message> session = testKit.spawn(
                UserSession.create(ANN, slot.ref(), world.services, world.settings),
                MailboxSelector.fromConfig(UserSession.MAILBOX));
        session.tell(new UserSession.Told(
                new SessionProtocol.Register(ANN, SessionWorld.DEVICE, List.of(), null, world.on(1))));
        assertThat(world.answer()).isInstanceOf(HubProtocol.Welcomed.class);
        assertThat(world.answer()).isInstanceOf(HubProtocol.ListPage.class);

        session.tell(new UserSession.DeliveriesLost(3));

        world.expectPush("positions g_1=8 read 0", 1L);
        assertThat(world.reached("mailbox.bytes-max")).isEqualTo(3);
        session.tell(new UserSession.Told(new SessionProtocol.Unregister(ANN, world.on(1))));
        assertThat(slot.receiveMessage(SessionWorld.SOON))
                .as("the slot has sent five messages, and stops it only if all came")
                .isEqualTo(new SessionSlot.Idle(ANN, 5));
        testKit.stop(session);
    }
}
