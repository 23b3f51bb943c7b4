package parley.engine.session;

import static org.assertj.core.api.Assertions.assertThat;
import static parley.engine.fakes.Given.AT;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.FishingOutcomes;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import com.typesafe.config.ConfigFactory;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import parley.engine.Engine;
import parley.engine.chat.ChatProtocol;
import parley.engine.chat.domain.ChatKind;
import parley.engine.client.HubProtocol;
import parley.engine.client.ListChange;
import parley.engine.client.ReplyTo;
import parley.engine.fakes.FakeInbox;
import parley.engine.fakes.Given;
import parley.engine.fakes.TextEncoder;
import parley.engine.fanout.FanOutProtocol;
import parley.engine.id.ChatId;
import parley.engine.id.DeviceId;
import parley.engine.id.Position;
import parley.engine.id.UserId;
import parley.engine.inbox.Inbox.Head;
import parley.engine.inbox.Inbox.InboxRow;
import parley.engine.inbox.Inbox.Info;
import parley.engine.inbox.Inbox.Stamp;
import parley.engine.inbox.SizeClass;
import parley.engine.limit.LimitReached;

/** One slot with a fake store, a hub, and a door through which every other slot is a probe. */
final class SessionWorld {

    static final Duration SOON = Duration.ofSeconds(5);
    static final Duration QUIET = Duration.ofMillis(120);
    static final DeviceId DEVICE = new DeviceId("d_1");
    private static final String TEST_SETTINGS = "unsure-pace = 10ms, recheck = 1h, "
            + "offline-grace = 20ms, presence-flush = 10ms, watch-renewal = 30ms, kept-rows-max = 0, ";

    record Behind(int slot, SlotProtocol.Message message) {}

    record Asked(ChatId chat, ChatProtocol.AskHead ask) {}

    final FakeInbox inbox = new FakeInbox();
    final TestProbe<HubProtocol.Message> hub;
    final TestProbe<FanOutProtocol.Message> fanOut;
    final TestProbe<Behind> behindDoor;
    final TestProbe<Asked> chats;
    final AtomicReference<Instant> now = new AtomicReference<>(Instant.ofEpochMilli(AT));
    private final MeterRegistry meters = new SimpleMeterRegistry();
    final SessionServices services;
    final SessionSettings settings;
    final ActorTestKit testKit;
    ActorRef<SlotProtocol.Message> slot;
    private long requests;

    SessionWorld(ActorTestKit testKit, String settings) {
        this.testKit = testKit;
        this.hub = testKit.createTestProbe(HubProtocol.Message.class);
        this.fanOut = testKit.createTestProbe(FanOutProtocol.Message.class);
        this.behindDoor = testKit.createTestProbe(Behind.class);
        this.chats = testKit.createTestProbe(Asked.class);
        this.settings = SessionSettings.from(ConfigFactory.parseString(TEST_SETTINGS + settings)
                .withFallback(ConfigFactory.load().getConfig("parley.engine.session")));
        this.services = SessionServices.of(
                inbox,
                new AskedChats(),
                new TextEncoder(),
                fanOut.ref(),
                (number, message) -> behindDoor.ref().tell(new Behind(number, message)),
                new MovableClock(),
                this.settings,
                meters);
    }

    /** Chats are a probe. */
    private final class AskedChats implements Engine {

        @Override
        public void tell(ChatId chat, ChatProtocol.Message message) {
            chats.ref().tell(new Asked(chat, (ChatProtocol.AskHead) message));
        }

        @Override
        public void tell(UserId user, SessionProtocol.Message message) {
            throw new AssertionError("a session tells no session");
        }

        @Override
        public void push(List<UserId> users, byte[] frame) {
            throw new AssertionError("a session pushes to its own connections only");
        }

        @Override
        public void attach(ActorRef<HubProtocol.Message> attached) {
            throw new AssertionError("a session attaches no hub");
        }
    }

    private final class MovableClock extends Clock {
        @Override
        public java.time.ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(java.time.ZoneId zone) {
            throw new AssertionError("nobody asks for another zone");
        }

        @Override
        public Instant instant() {
            return now.get();
        }
    }

    SessionWorld started() {
        slot = testKit.spawn(SessionSlot.create(7, services, settings));
        assertThat(fanOut.receiveMessage(SOON)).isEqualTo(new FanOutProtocol.SlotStarted(7, slot));
        return this;
    }

    void end() {
        inbox.reading.releaseAll();
        inbox.writing.releaseAll();
        if (slot != null) {
            testKit.stop(slot);
        }
    }

    void tell(SessionProtocol.Message message) {
        slot.tell(new SlotProtocol.ToSession(message));
    }

    /** As a fan-out that expects to be answered. */
    void becomeUnsure() {
        TestProbe<SlotProtocol.ToldUnsure> teller = testKit.createTestProbe(SlotProtocol.ToldUnsure.class);
        slot.tell(new SlotProtocol.BecomeUnsure(7, 44, teller.ref()));
        assertThat(teller.receiveMessage(SOON)).isEqualTo(new SlotProtocol.ToldUnsure(7, 44));
    }

    /** Told again, as after a move, and confirmed. */
    void registerAgain(UserId user, DeviceId device, long connection) {
        tell(new SessionProtocol.RegisterAgain(user, device, on(connection)));
        assertThat(answer()).isEqualTo(new HubProtocol.Registered(List.of(connection)));
    }

    ReplyTo on(long connection) {
        return new ReplyTo(hub.ref(), connection, ++requests);
    }

    void register(UserId user, long connection) {
        tell(new SessionProtocol.Register(user, DEVICE, List.of(), null, on(connection)));
    }

    /** Registered and answered. */
    SessionWorld with(UserId user, long connection) {
        register(user, connection);
        assertThat(answer()).isInstanceOf(HubProtocol.Welcomed.class);
        assertThat(answer()).isInstanceOf(HubProtocol.ListPage.class);
        return this;
    }

    void deliver(String frame, UserId... users) {
        slot.tell(new SlotProtocol.Deliver(
                List.of(users), frame.getBytes(java.nio.charset.StandardCharsets.UTF_8), null, ListChange.NONE));
    }

    /** An entry of a chat, or whatever else changes its row. */
    void change(@Nullable ListChange change, UserId... users) {
        slot.tell(new SlotProtocol.Deliver(List.of(users), new byte[] {'e'}, null, change));
    }

    double listsFrom(String where) {
        return meters.get("parley.session.lists").tag("from", where).counters().stream()
                .mapToDouble(Counter::count)
                .sum();
    }

    double keptRows() {
        return meters.get("parley.session.rows.kept").gauge().value();
    }

    /** How often the slot or its sessions have reached a bound. */
    double reached(String setting) {
        return LimitReached.counter(meters, "parley.engine.session." + setting).count();
    }

    HubProtocol.Message answer() {
        return hub.receiveMessage(SOON);
    }

    void expectPush(String frame, Long... connections) {
        HubProtocol.Push push = hub.expectMessageClass(HubProtocol.Push.class, SOON);
        assertThat(TextEncoder.text(push.frame())).isEqualTo(frame);
        assertThat(push.connections()).containsExactlyInAnyOrder(connections);
    }

    /** Whatever else is pushed meanwhile. */
    void expectOnlyPush(String frame, Long connection) {
        HubProtocol.Push push = (HubProtocol.Push) hub.fishForMessage(
                        SOON,
                        message -> message instanceof HubProtocol.Push pushed
                                        && TextEncoder.text(pushed.frame()).equals(frame)
                                ? FishingOutcomes.complete()
                                : FishingOutcomes.continueAndIgnore())
                .get(0);
        assertThat(push.connections()).containsExactly(connection);
    }

    static InboxRow row(String chat, long seq, long messages) {
        Info info = new Info(ChatKind.GROUP, "Verona", SizeClass.SMALL, 2);
        return new InboxRow(
                Given.chat(chat), info, null, new Head(new Stamp(9, seq), messages, null), 1, 0, Position.START, false);
    }

    static List<InboxRow> rows(int count) {
        return IntStream.range(0, count).mapToObj(i -> row("g_" + i, i + 1, 0)).toList();
    }
}
