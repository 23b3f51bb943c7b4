package parley.engine.session;

import static org.assertj.core.api.Assertions.assertThat;
import static parley.engine.fakes.Given.ANN;
import static parley.engine.fakes.Given.AT;
import static parley.engine.fakes.Given.BOB;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import parley.engine.client.HubProtocol;
import parley.engine.client.HubProtocol.Cause;
import parley.engine.client.HubProtocol.PresenceState;
import parley.engine.session.SlotProtocol.PresenceChanged;

class SessionSlotTest {

    private static ActorTestKit testKit;
    private SessionWorld world;

    @BeforeAll
    static void startSystem() {
        testKit = ActorTestKit.create("slots");
    }

    @AfterAll
    static void stopSystem() {
        testKit.shutdownTestKit();
    }

    @AfterEach
    void end() {
        world.end();
    }

    private SessionWorld given(String settings) {
        world = new SessionWorld(testKit, settings);
        return world.started();
    }

    private TestProbe<PresenceChanged> watcherOf(parley.engine.id.UserId user) {
        TestProbe<PresenceChanged> watcher = testKit.createTestProbe(PresenceChanged.class);
        world.slot.tell(new SlotProtocol.Watch(List.of(user), watcher.ref()));
        return watcher;
    }

    private static void expectState(
            TestProbe<PresenceChanged> watcher, parley.engine.id.UserId user, boolean online, Long lastSeen) {
        assertThat(watcher.receiveMessage(SessionWorld.SOON))
                .isEqualTo(new PresenceChanged(List.of(new PresenceState(user, online, lastSeen))));
    }

    @Test
    void framesReachTheConnectedAndWakeNobodyElse() {
        given("").with(ANN, 1).with(ANN, 2);
        world.deliver("hello", ANN, BOB);
        world.expectPush("hello", 1L, 2L);
        world.hub.expectNoMessage(SessionWorld.QUIET);
    }

    @Test
    void aTrackedFrameIsAnswered() {
        given("").with(ANN, 1);
        TestProbe<SlotProtocol.Took> took = testKit.createTestProbe(SlotProtocol.Took.class);
        byte[] frame = "hello".getBytes(StandardCharsets.UTF_8);
        world.slot.tell(new SlotProtocol.DeliverTracked(9, List.of(ANN), frame, null, null, took.ref()));
        world.expectPush("hello", 1L);
        assertThat(took.receiveMessage(SessionWorld.SOON)).isEqualTo(new SlotProtocol.Took(9));
    }

    @Test
    void whoConnectsIsOnlineAndWhoGoesIsOfflineAfterTheGrace() {
        given("");
        TestProbe<PresenceChanged> watcher = watcherOf(ANN);
        expectState(watcher, ANN, false, null);
        world.with(ANN, 1).with(ANN, 2);
        expectState(watcher, ANN, true, null);
        world.tell(new SessionProtocol.Unregister(ANN, world.on(1)));
        watcher.expectNoMessage(SessionWorld.QUIET);
        world.tell(new SessionProtocol.Unregister(ANN, world.on(2)));
        expectState(watcher, ANN, false, AT);
    }

    @Test
    void whoComesBackWithinTheGraceStaysOnline() {
        given("offline-grace = 200ms").with(ANN, 1);
        TestProbe<PresenceChanged> watcher = watcherOf(ANN);
        expectState(watcher, ANN, true, null);
        world.tell(new SessionProtocol.Unregister(ANN, world.on(1)));
        world.with(ANN, 2);
        watcher.expectNoMessage(Duration.ofMillis(400));
        world.deliver("hello", ANN);
        world.expectPush("hello", 2L);
    }

    @Test
    void aSessionThatStopsAndStartsAtOnceTakesNothingDown() {
        given("offline-grace = 1h").with(ANN, 1).with(BOB, 5);
        world.tell(new SessionProtocol.Unregister(ANN, world.on(1)));
        world.slot.tell(new SessionSlot.Idle(ANN, 2));
        world.with(ANN, 2);
        world.deliver("hello", ANN);
        world.expectPush("hello", 2L);
        world.deliver("hello", BOB);
        world.expectPush("hello", 5L);
    }

    @Test
    void aSessionDoesNotStopWhileSomethingIsOnItsWay() {
        given("offline-grace = 1h").with(ANN, 1);
        TestProbe<PresenceChanged> watcher = watcherOf(ANN);
        expectState(watcher, ANN, true, null);
        world.slot.tell(new SessionSlot.Idle(ANN, 0));
        watcher.expectNoMessage(SessionWorld.QUIET);
        world.deliver("hello", ANN);
        world.expectPush("hello", 1L);
    }

    @Test
    void requestsOfWhoIsNotRegisteredAreAnswered() {
        given("");
        world.tell(new SessionProtocol.ReadList(ANN, null, world.on(1)));
        assertThat(world.answer()).isEqualTo(new HubProtocol.Unavailable(1, 1, Cause.BUSY, 1_000));
        world.tell(new SessionProtocol.WatchPresence(ANN, List.of(BOB), world.on(1)));
        assertThat(world.answer()).isEqualTo(new HubProtocol.Unavailable(1, 2, Cause.BUSY, 1_000));
        world.tell(new SessionProtocol.Unregister(ANN, world.on(1)));
        world.tell(new SessionProtocol.Revoke(ANN, SessionWorld.DEVICE));
        world.hub.expectNoMessage(SessionWorld.QUIET);
    }

    @Test
    void unsureSessionsSendPositions() {
        given("").with(ANN, 1).with(BOB, 2);
        world.inbox.list(ANN, List.of(SessionWorld.row("g_1", 8, 5)));
        world.inbox.list(BOB, List.of(SessionWorld.row("g_2", 9, 5)));
        world.becomeUnsure();
        List<HubProtocol.Message> pushes = world.hub.receiveSeveralMessages(2, SessionWorld.SOON);
        assertThat(pushes)
                .extracting(push -> parley.engine.fakes.TextEncoder.text(((HubProtocol.Push) push).frame()))
                .containsExactlyInAnyOrder("positions g_1=8 read 0", "positions g_2=9 read 0");
    }

    @Test
    void watchersThatDoNotRenewAreForgotten() {
        given("watch-renewal = 20ms");
        TestProbe<PresenceChanged> gone = watcherOf(ANN);
        expectState(gone, ANN, false, null);
        world.now.updateAndGet(now -> now.plusSeconds(60));
        TestProbe<PresenceChanged> fresh = watcherOf(ANN);
        expectState(fresh, ANN, false, null);
        gone.expectNoMessage(Duration.ofMillis(100));
        world.with(ANN, 1);
        expectState(fresh, ANN, true, null);
        gone.expectNoMessage(Duration.ZERO);
    }

    @Test
    void watchersOfOneUserAreBounded() {
        given("watchers-max = 1");
        TestProbe<PresenceChanged> first = watcherOf(ANN);
        expectState(first, ANN, false, null);
        TestProbe<PresenceChanged> second = watcherOf(ANN);
        expectState(second, ANN, false, null);
        world.with(ANN, 1);
        expectState(first, ANN, true, null);
        second.expectNoMessage(SessionWorld.QUIET);
        assertThat(world.reached("watchers-max")).isEqualTo(1);
    }

    @Test
    void watchedUsersOfASlotAreBounded() {
        given("watched-users-max = 1, watch-renewal = 1h");
        TestProbe<PresenceChanged> first = watcherOf(ANN);
        expectState(first, ANN, false, null);
        TestProbe<PresenceChanged> second = watcherOf(BOB);
        expectState(second, BOB, false, null);
        world.with(BOB, 1).with(ANN, 2);
        expectState(first, ANN, true, null);
        second.expectNoMessage(SessionWorld.QUIET);
        assertThat(world.reached("watched-users-max")).isEqualTo(1);
    }

    @Test
    void whoWasLastOnlineIsRememberedOfSoManyOnly() {
        given("last-seen-max = 1, watch-renewal = 1h");
        world.with(ANN, 1).with(BOB, 2);
        goes(ANN, 1);
        goes(BOB, 2);
        expectState(watcherOf(ANN), ANN, false, null);
        expectState(watcherOf(BOB), BOB, false, AT);
        assertThat(world.reached("last-seen-max")).isEqualTo(1);
    }

    @Test
    void aSlotThatDroppedFramesMakesItsSessionsUnsure() {
        given("");
        world.inbox.list(ANN, List.of(SessionWorld.row("g_1", 8, 5)));
        world.with(ANN, 1);

        world.slot.tell(new SlotProtocol.DeliveriesLost(3));

        world.expectPush("positions g_1=8 read 0", 1L);
        assertThat(world.reached("slot-mailbox.bytes-max")).isEqualTo(3);
    }

    @Test
    void aSessionThatFailsTakesItsSlotDownSoThatItsConnectionsAreRegisteredAgain() {
        given("").with(ANN, 1).with(BOB, 2);
        TestProbe<Object> probe = testKit.createTestProbe();

        world.tell(new SessionProtocol.ReadMoved(BOB, null, null));

        probe.expectTerminated(world.slot, SessionWorld.SOON);
    }

    private void goes(parley.engine.id.UserId user, long connection) {
        TestProbe<PresenceChanged> watcher = watcherOf(user);
        expectState(watcher, user, true, null);
        world.tell(new SessionProtocol.Unregister(user, world.on(connection)));
        expectState(watcher, user, false, AT);
    }
}
