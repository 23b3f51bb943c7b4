package parley.engine.session;

import static org.assertj.core.api.Assertions.assertThat;
import static parley.engine.fakes.Given.ANN;
import static parley.engine.fakes.Given.AT;
import static parley.engine.fakes.Given.BOB;
import static parley.engine.fakes.Given.CHAT;
import static parley.engine.fakes.Given.CY;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import parley.engine.client.HubProtocol;
import parley.engine.client.HubProtocol.Cause;
import parley.engine.client.HubProtocol.CloseReason;
import parley.engine.client.HubProtocol.Continuity;
import parley.engine.client.HubProtocol.OpenChat;
import parley.engine.client.HubProtocol.PresenceState;
import parley.engine.client.ReplyTo;
import parley.engine.fakes.Given;
import parley.engine.id.DeviceId;
import parley.engine.id.Position;
import parley.engine.inbox.Inbox.InboxRow;
import parley.engine.session.SlotProtocol.PresenceChanged;

class UserSessionTest {

    private static ActorTestKit testKit;
    private SessionWorld world;

    @BeforeAll
    static void startSystem() {
        testKit = ActorTestKit.create("sessions");
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

    // ---- registering

    @Test
    void aDeviceIsWelcomedAndGetsItsListInPages() {
        given("list-page-rows = 2, proven-entries-max = 10");
        world.inbox.list(
                ANN,
                List.of(SessionWorld.row("g_1", 8, 5), SessionWorld.row("g_2", 30, 20), SessionWorld.row("g_3", 4, 2)));
        List<SessionProtocol.Open> open = List.of(
                new SessionProtocol.Open(Given.chat("g_1"), 7),
                new SessionProtocol.Open(Given.chat("g_2"), 7),
                new SessionProtocol.Open(Given.chat("g_3"), 7),
                new SessionProtocol.Open(Given.chat("g_4"), 7));
        world.tell(new SessionProtocol.Register(ANN, SessionWorld.DEVICE, open, null, world.on(1)));
        HubProtocol.Welcomed welcomed = (HubProtocol.Welcomed) world.answer();
        assertThat(welcomed.continuity()).isEqualTo(Continuity.RESET);
        assertThat(welcomed.buckets()).hasSize(16);
        assertThat(welcomed.open())
                .containsExactly(
                        new OpenChat("g_1", new Position(8, 5), Continuity.PROVEN),
                        new OpenChat("g_2", new Position(30, 20), Continuity.TOO_LONG),
                        new OpenChat("g_3", new Position(4, 2), Continuity.RESET),
                        new OpenChat("g_4", Position.START, Continuity.RESET));
        HubProtocol.ListPage first = (HubProtocol.ListPage) world.answer();
        HubProtocol.ListPage second = (HubProtocol.ListPage) world.answer();
        assertThat(first.rows()).hasSize(2);
        assertThat(first.before()).isZero();
        assertThat(first.last()).isFalse();
        assertThat(second.rows()).hasSize(1);
        assertThat(second.before()).isEqualTo(2);
        assertThat(second.last()).isTrue();
        assertThat(second.request()).isEqualTo(welcomed.request());
        assertThat(world.reached("proven-entries-max")).isEqualTo(1);
    }

    @Test
    void onlyTheBucketsThatDifferAreSent() {
        given("");
        List<InboxRow> rows = SessionWorld.rows(40);
        world.inbox.list(ANN, rows);
        List<Long> digest = ListDigest.of(rows);
        world.tell(new SessionProtocol.Register(ANN, SessionWorld.DEVICE, List.of(), digest, world.on(1)));
        assertThat(((HubProtocol.Welcomed) world.answer()).buckets()).isEmpty();
        assertThat(((HubProtocol.ListPage) world.answer()).rows()).isEmpty();
        world.inbox.list(ANN, rows.subList(1, 40));
        world.tell(new SessionProtocol.ReadList(ANN, digest, world.on(1)));
        int bucket = ListDigest.bucketOf(rows.get(0));
        assertThat(((HubProtocol.Listed) world.answer()).buckets()).containsExactly(bucket);
        assertThat(((HubProtocol.ListPage) world.answer()).rows())
                .allMatch(row -> ListDigest.bucketOf(row) == bucket)
                .doesNotContain(rows.get(0));
    }

    @Test
    void aDeviceIsRegisteredBeforeItsListIsReadSoNothingFallsBetween() {
        given("");
        world.inbox.reading.hold();
        world.register(ANN, 1);
        world.deliver("hello", ANN);
        world.expectPush("hello", 1L);
        world.inbox.reading.releaseAll();
        assertThat(world.answer()).isInstanceOf(HubProtocol.Welcomed.class);
    }

    @Test
    void aStoreThatDoesNotAnswerIsUnavailable() {
        given("");
        world.inbox.reading.failNext(1);
        world.register(ANN, 1);
        assertThat(world.answer()).isEqualTo(new HubProtocol.Unavailable(1, 1, Cause.UNKNOWN, 1_000));
        world.register(ANN, 1);
        assertThat(world.answer()).isInstanceOf(HubProtocol.Welcomed.class);
    }

    @Test
    void readsOfTheListAreBounded() {
        given("list-reads-in-flight-max = 1").with(ANN, 1);
        world.inbox.reading.hold();
        world.tell(new SessionProtocol.ReadList(ANN, null, world.on(1)));
        world.tell(new SessionProtocol.ReadList(ANN, null, world.on(1)));
        assertThat(world.answer()).isEqualTo(new HubProtocol.Unavailable(1, 3, Cause.BUSY, 1_000));
        assertThat(world.reached("list-reads-in-flight-max")).isEqualTo(1);
        world.inbox.reading.releaseAll();
        assertThat(((HubProtocol.Listed) world.answer()).request()).isEqualTo(2);
        assertThat(world.answer()).isInstanceOf(HubProtocol.ListPage.class);
        world.tell(new SessionProtocol.ReadList(ANN, null, world.on(1)));
        assertThat(world.answer()).isInstanceOf(HubProtocol.Listed.class);
    }

    @Test
    void oneConnectionTooManyClosesTheOldest() {
        given("connections-max = 2").with(ANN, 1).with(ANN, 2);
        world.register(ANN, 3);
        assertThat(world.answer()).isEqualTo(new HubProtocol.Close(List.of(1L), CloseReason.TOO_MANY_CONNECTIONS));
        assertThat(world.answer()).isInstanceOf(HubProtocol.Welcomed.class);
        assertThat(world.answer()).isInstanceOf(HubProtocol.ListPage.class);
        world.deliver("hello", ANN);
        world.expectPush("hello", 2L, 3L);
        assertThat(world.reached("connections-max")).isEqualTo(1);
    }

    @Test
    void registeringTheSameConnectionAgainIsHarmless() {
        given("").with(ANN, 1).with(ANN, 1);
        world.deliver("hello", ANN);
        world.expectPush("hello", 1L);
    }

    @Test
    void aConnectionThatRegistersAgainIsToldPositions() {
        given("");
        world.inbox.list(ANN, List.of(SessionWorld.row("g_1", 8, 5)));
        world.registerAgain(ANN, SessionWorld.DEVICE, 1);
        world.expectPush("positions g_1=8 read 0", 1L);
        world.registerAgain(ANN, SessionWorld.DEVICE, 1);
        world.hub.expectNoMessage(SessionWorld.QUIET);
    }

    @Test
    void aRevokedDeviceIsClosed() {
        given("").with(ANN, 1);
        DeviceId other = new DeviceId("d_2");
        world.registerAgain(ANN, other, 2);
        world.tell(new SessionProtocol.Revoke(ANN, other));
        assertThat(world.answer()).isEqualTo(new HubProtocol.Close(List.of(2L), CloseReason.REVOKED));
        world.hub.expectNoMessage(SessionWorld.QUIET);
    }

    @Test
    void connectionsOfAHubThatStoppedAreGone() {
        given("").with(ANN, 1);
        TestProbe<HubProtocol.Message> other = testKit.createTestProbe(HubProtocol.Message.class);
        world.tell(new SessionProtocol.RegisterAgain(ANN, SessionWorld.DEVICE, new ReplyTo(other.ref(), 1, 1)));
        other.stop();
        world.hub.expectTerminated(other.ref(), SessionWorld.SOON);
        world.deliver("hello", ANN);
        world.expectPush("hello", 1L);
    }

    @Test
    void aConnectionThatNoHubSpeaksOfAnyMoreIsGone() {
        given("recheck = 40ms, connection-forgotten-after = 5m").with(ANN, 1);
        world.now.updateAndGet(now -> now.plusSeconds(240));
        world.registerAgain(ANN, SessionWorld.DEVICE, 2);
        world.now.updateAndGet(now -> now.plusSeconds(120));
        world.hub.awaitAssert(() -> {
            world.deliver("hello", ANN);
            world.expectOnlyPush("hello", 2L);
            return null;
        });
    }

    @Test
    void theSameHubMayComeAndGo() {
        given("").with(ANN, 1);
        world.tell(new SessionProtocol.Unregister(ANN, world.on(1)));
        world.with(ANN, 2);
        world.deliver("hello", ANN);
        world.expectPush("hello", 2L);
    }

    // ---- unsure

    @Test
    void aSessionThatCannotReadIsUnsureUntilItCan() {
        given("").with(ANN, 1);
        world.inbox.list(ANN, List.of(SessionWorld.row("g_1", 8, 5)));
        world.inbox.reading.failNext(2);
        world.becomeUnsure();
        world.expectPush("positions g_1=8 read 0", 1L);
        world.hub.expectNoMessage(SessionWorld.QUIET);
    }

    @Test
    void everySessionReadsAgainNowAndThen() {
        given("recheck = 40ms").with(ANN, 1);
        world.inbox.list(ANN, List.of(SessionWorld.row("g_1", 8, 5)));
        world.expectPush("positions g_1=8 read 0", 1L);
        world.expectPush("positions g_1=8 read 0", 1L);
    }

    // ---- read positions

    @Test
    void readPositionsArePushedToTheOwnDevices() {
        given("").with(ANN, 1).with(ANN, 2);
        world.tell(new SessionProtocol.ReadMoved(ANN, CHAT, new Position(7, 5)));
        world.expectPush("position g_7f 7/5", 1L, 2L);
        world.hub.expectNoMessage(SessionWorld.QUIET);
    }

    // ---- presence

    private ActorRef<PresenceChanged> expectWatch() {
        SlotProtocol.Watch watch = (SlotProtocol.Watch)
                world.behindDoor.receiveMessage(SessionWorld.SOON).message();
        return watch.watcher();
    }

    private void watch(long connection, parley.engine.id.UserId... users) {
        world.tell(new SessionProtocol.WatchPresence(ANN, List.of(users), world.on(connection)));
    }

    private static PresenceChanged state(parley.engine.id.UserId user, boolean online) {
        return new PresenceChanged(List.of(new PresenceState(user, online, online ? null : AT)));
    }

    @Test
    void whoIsWatchedIsAskedForInTheirSlotAndTheAnswerWaitsForAll() {
        given("watch-renewal = 1h, presence-flush = 50ms").with(ANN, 1);
        watch(1, BOB, CY);
        SessionWorld.Behind first = world.behindDoor.receiveMessage(SessionWorld.SOON);
        SessionWorld.Behind second = world.behindDoor.receiveMessage(SessionWorld.SOON);
        assertThat(List.of(first.slot(), second.slot())).containsExactlyInAnyOrder(Slots.of(BOB), Slots.of(CY));
        ActorRef<PresenceChanged> watcher = ((SlotProtocol.Watch) first.message()).watcher();
        watcher.tell(state(BOB, true));
        watcher.tell(state(CY, false));
        HubProtocol.PresenceStates states = (HubProtocol.PresenceStates) world.answer();
        assertThat(states.request()).isEqualTo(2);
        assertThat(states.states())
                .containsExactlyInAnyOrder(new PresenceState(BOB, true, null), new PresenceState(CY, false, AT));
    }

    @Test
    void changesArePushedBatchedToThoseWhoWatch() {
        given("watch-renewal = 1h, presence-flush = 60ms").with(ANN, 1).with(ANN, 2);
        watch(1, BOB);
        ActorRef<PresenceChanged> watcher = expectWatch();
        watcher.tell(state(BOB, false));
        assertThat(world.answer()).isInstanceOf(HubProtocol.PresenceStates.class);
        watcher.tell(state(BOB, true));
        watcher.tell(state(CY, true));
        world.expectPush("presence u_bob=true", 1L);
        world.hub.expectNoMessage(SessionWorld.QUIET);
    }

    @Test
    void anAnswerDoesNotWaitForASlotThatIsSilent() {
        given("watch-renewal = 1h").with(ANN, 1);
        watch(1, BOB);
        assertThat(((HubProtocol.PresenceStates) world.answer()).states())
                .containsExactly(new PresenceState(BOB, false, null));
    }

    @Test
    void anAnswerComesHoweverOftenTheWatchIsReplaced() {
        given("watch-renewal = 1h, presence-flush = 100ms").with(ANN, 1);
        boolean answered = false;
        for (int i = 0; i < 50 && !answered; i++) {
            watch(1, BOB);
            answered = isAnsweredWithin(Duration.ofMillis(20));
        }
        assertThat(answered)
                .as("an answer although the watch is replaced every 20 ms")
                .isTrue();
    }

    private boolean isAnsweredWithin(Duration time) {
        try {
            world.hub.receiveMessage(time);
            return true;
        } catch (AssertionError none) {
            return false;
        }
    }

    @Test
    void aWatchIsRenewedAndEndsWithItsConnection() {
        given("watch-renewal = 30ms").with(ANN, 1).with(ANN, 2);
        watch(1, BOB);
        expectWatch();
        expectWatch();
        world.tell(new SessionProtocol.Unregister(ANN, world.on(1)));
        world.hub.awaitAssert(() -> {
            world.behindDoor.expectNoMessage(Duration.ofMillis(60));
            return null;
        });
    }

    @Test
    void aWatchEndsWithItsHub() {
        given("watch-renewal = 30ms").with(ANN, 1);
        TestProbe<HubProtocol.Message> other = testKit.createTestProbe(HubProtocol.Message.class);
        ReplyTo there = new ReplyTo(other.ref(), 1, 1);
        world.tell(new SessionProtocol.RegisterAgain(ANN, SessionWorld.DEVICE, there));
        world.tell(new SessionProtocol.WatchPresence(ANN, List.of(BOB), there));
        expectWatch();
        other.stop();
        world.hub.awaitAssert(() -> {
            world.behindDoor.expectNoMessage(Duration.ofMillis(60));
            return null;
        });
    }

    @Test
    void aConnectionThatIsGoneWatchesNobody() {
        given("watch-renewal = 30ms").with(ANN, 1);
        watch(99, BOB);
        assertThat(world.answer()).isEqualTo(new HubProtocol.Unavailable(99, 2, Cause.BUSY, 1_000));
        world.behindDoor.expectNoMessage(SessionWorld.QUIET);
    }

    // ---- the end

    @Test
    void saysAgainThatItIsIdleWhenTheSlotHadSentSomethingMeanwhile() {
        world = new SessionWorld(testKit, "");
        TestProbe<SlotProtocol.Message> slot = testKit.createTestProbe(SlotProtocol.Message.class);
        ActorRef<UserSession.Message> session =
                testKit.spawn(UserSession.create(ANN, slot.ref(), world.services, world.settings));
        session.tell(new UserSession.Told(new SessionProtocol.RegisterAgain(ANN, SessionWorld.DEVICE, world.on(1))));
        session.tell(new UserSession.Told(new SessionProtocol.Unregister(ANN, world.on(1))));
        assertThat(slot.receiveMessage(SessionWorld.SOON)).isEqualTo(new SessionSlot.Idle(ANN, 2));
        session.tell(new UserSession.Deliver(new byte[0], null, null));
        assertThat(slot.fishForMessage(
                        SessionWorld.SOON,
                        message -> new SessionSlot.Idle(ANN, 3).equals(message)
                                ? akka.actor.testkit.typed.javadsl.FishingOutcomes.complete()
                                : akka.actor.testkit.typed.javadsl.FishingOutcomes.continueAndIgnore()))
                .isNotEmpty();
        testKit.stop(session);
    }
}
