package parley.engine.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static parley.engine.fakes.Given.AT;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import akka.persistence.testkit.PersistenceTestKitPlugin;
import akka.persistence.testkit.PersistenceTestKitSnapshotPlugin;
import akka.persistence.testkit.javadsl.PersistenceTestKit;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import parley.engine.Engine;
import parley.engine.chat.domain.ChatCommand;
import parley.engine.client.HubProtocol;
import parley.engine.client.ReplyTo;
import parley.engine.fakes.FakeInbox;
import parley.engine.fakes.FakeLeases;
import parley.engine.fakes.FakeReceipts;
import parley.engine.fakes.FakeTokens;
import parley.engine.fakes.Given;
import parley.engine.fakes.Held;
import parley.engine.fakes.HeldJournal;
import parley.engine.fakes.TextEncoder;
import parley.engine.fanout.FanOutProtocol;
import parley.engine.id.ChatId;
import parley.engine.id.UserId;
import parley.engine.journal.ChatHistory;
import parley.engine.journal.Epoch;
import parley.engine.journal.JournalEntry;
import parley.engine.lease.HeldShards;
import parley.engine.lease.LeaseSettings;
import parley.engine.lease.LeaseWatch;
import parley.engine.lease.NodeLease;
import parley.engine.lease.WriteAhead;
import parley.engine.limit.LimitReached;
import parley.engine.session.SessionProtocol;
import parley.engine.trace.MessageTraces;

/** One chat with everything around it: an in-memory journal, fake stores, a hub, a fan-out. Requests are numbered from 1. */
final class ChatWorld implements ChatHistory, Engine {

    static final Duration SOON = Duration.ofSeconds(5);
    /** How long it is waited for what must not come. */
    private static final String SHARD = "17";

    static final Duration QUIET = Duration.ofMillis(120);

    static final Config CONFIG = PersistenceTestKitPlugin.config()
            .withFallback(PersistenceTestKitSnapshotPlugin.config())
            .withFallback(ConfigFactory.parseString("akka.persistence.testkit.events.serialize = off"))
            .withFallback(ConfigFactory.load());

    private static final Clock CLOCK = Clock.fixed(Instant.ofEpochMilli(AT), ZoneOffset.UTC);
    private static final AtomicInteger CHATS = new AtomicInteger();
    private static final String TEST_SETTINGS =
            "burst-idle = 0s, gate-retry = 5ms, gate-tries-max = 3, receipt-flush = 10ms, ";

    final ChatId chat = Given.chat("g_" + CHATS.incrementAndGet());
    final FakeInbox inbox = new FakeInbox();
    final FakeReceipts receipts = new FakeReceipts();
    final FakeTokens tokens = new FakeTokens();
    final Held history = new Held();
    final List<Slice> slices = new ArrayList<>();
    final HeldJournal journal = new HeldJournal();
    final MeterRegistry meters = new SimpleMeterRegistry();
    final BlockingQueue<SessionProtocol.Message> toldSessions = new LinkedBlockingQueue<>();
    final TestProbe<HubProtocol.Message> hub;
    final TestProbe<FanOutProtocol.Message> fanOut;
    private final ActorTestKit testKit;
    private final PersistenceTestKit persistence;
    private static final LeaseSettings LEASE =
            new LeaseSettings(Duration.ofSeconds(6), Duration.ofSeconds(1), Duration.ofSeconds(1));
    private final FakeLeases leases = new FakeLeases();
    private final AtomicLong nanos = new AtomicLong();
    private final NodeLease lease = new NodeLease(leases, "node-1", LEASE, nanos::get, () -> {});
    final HeldShards shards = new HeldShards(tokens, lease, new LeaseWatch(leases, LEASE, nanos::get), WriteAhead.NONE);
    final ChatSettings settings;
    private ActorRef<ChatProtocol.Message> actor;
    private long requests;

    ChatWorld(ActorTestKit testKit, String settings) {
        this.testKit = testKit;
        lease.tick();
        takeShard();
        this.persistence = PersistenceTestKit.create(testKit.system());
        this.persistence.withPolicy(journal);
        this.hub = testKit.createTestProbe(HubProtocol.Message.class);
        this.fanOut = testKit.createTestProbe(FanOutProtocol.Message.class);
        this.settings = ChatSettings.from(ConfigFactory.parseString(TEST_SETTINGS + settings)
                .withFallback(CONFIG.getConfig("parley.engine.chat")));
    }

    /** The shard went to another node and came back: its token has grown. */
    void shardComesBack() {
        takeShard();
    }

    private void takeShard() {
        assertThat(shards.acquire(SHARD, () -> {}).toCompletableFuture().join()).isTrue();
    }

    /** As for a node that was paused, or cannot renew its lease: nobody has told it yet. */
    void leaseRunsOut() {
        nanos.addAndGet(LEASE.ttl().toNanos());
    }

    void renewLease() {
        lease.tick();
    }

    /** The next epoch needs a new token, and that waits. */
    void holdEpochs() {
        for (long i = 0; i <= Epoch.COUNTER_MAX; i++) {
            shards.begin(SHARD).toCompletableFuture().join();
        }
        tokens.acquiring.hold();
    }

    /** Lets everything go on, so that nothing of this test is left. */
    void end() {
        journal.releaseAll();
        inbox.writing.releaseAll();
        inbox.reading.releaseAll();
        inbox.moving.releaseAll();
        receipts.answering.releaseAll();
        history.releaseAll();
        if (actor != null) {
            testKit.stop(actor);
        }
        persistence.resetPolicy();
    }

    // ---- the chat

    ChatWorld started() {
        actor = testKit.spawn(Chat.create(new Chat.Identity(chat, SHARD), services(), settings));
        return this;
    }

    ChatServices services() {
        return new ChatServices(
                new ChatServices.Stores(inbox, this, receipts),
                new TextEncoder(),
                fanOut.ref(),
                this,
                shards,
                CLOCK,
                new ChatServices.Reached(meters),
                new ChatMeters(meters, MessageTraces.OFF, CLOCK, nanos::get));
    }

    /** As a node that dies: whatever it held in memory is gone. */
    ChatWorld crashed() {
        testKit.stop(actor);
        return this;
    }

    ChatWorld restarted() {
        return crashed().started();
    }

    void stop() {
        actor.tell(Chat.Stop.INSTANCE);
    }

    void expectStopped() {
        hub.expectTerminated(actor, SOON);
    }

    long tell(ChatProtocol.Message message) {
        actor.tell(message);
        return requests;
    }

    ReplyTo replyTo() {
        return new ReplyTo(hub.ref(), 1, ++requests);
    }

    /** Returns the request's number. */
    long ask(ChatCommand command) {
        return tell(new ChatProtocol.Execute(command, replyTo()));
    }

    /** In one message. Returns the number of the first request; the others follow it. */
    long askInOrder(ChatCommand... commands) {
        List<ChatProtocol.Execute> all = Stream.of(commands)
                .map(command -> new ChatProtocol.Execute(command, replyTo()))
                .toList();
        return tell(new ChatProtocol.ExecuteInOrder(all)) - commands.length + 1;
    }

    long page(UserId reader, Long after, long before) {
        return page(reader, after, before, 50);
    }

    long page(UserId reader, Long after, long before, int limit) {
        return tell(new ChatProtocol.ReadPage(reader, after, before, limit, replyTo()));
    }

    /** Each is acked, and its entry published, before the next is asked. */
    ChatWorld after(ChatCommand... commands) {
        for (ChatCommand command : commands) {
            ask(command);
            assertThat(answer()).isInstanceOf(HubProtocol.Accepted.class);
            publish();
        }
        return this;
    }

    // ---- what comes out

    HubProtocol.Message answer() {
        return hub.receiveMessage(SOON);
    }

    void expectAck(long request, long seq) {
        HubProtocol.Accepted ack = hub.expectMessageClass(HubProtocol.Accepted.class, SOON);
        assertThat(ack).isEqualTo(new HubProtocol.Accepted(1, request, seq, ack.messages(), ack.at(), false));
    }

    void expectDuplicate(long request, long seq) {
        HubProtocol.Accepted ack = hub.expectMessageClass(HubProtocol.Accepted.class, SOON);
        assertThat(ack).isEqualTo(new HubProtocol.Accepted(1, request, seq, ack.messages(), ack.at(), true));
    }

    void expectUnavailable(long request, HubProtocol.Cause cause) {
        HubProtocol.Unavailable answer = hub.expectMessageClass(HubProtocol.Unavailable.class, SOON);
        assertThat(answer.request()).isEqualTo(request);
        assertThat(answer.cause()).isEqualTo(cause);
    }

    void expectNothing() {
        hub.expectNoMessage(QUIET);
        fanOut.expectNoMessage(Duration.ZERO);
    }

    /** Frames in the order in which they were published, as text, for whomever. */
    String published() {
        return TextEncoder.text(publish().frame());
    }

    FanOutProtocol.Publish publish() {
        return fanOut.expectMessageClass(FanOutProtocol.Publish.class, SOON);
    }

    String textOf(HubProtocol.Message page) {
        StringBuilder text = new StringBuilder();
        ((HubProtocol.Page) page)
                .entries()
                .forEach(entry ->
                        text.append('[').append(TextEncoder.text(entry)).append(']'));
        return text.toString();
    }

    /** How often the chat has reached one of its bounds. */
    double reached(String setting) {
        return LimitReached.counter(meters, "parley.engine.chat." + setting).count();
    }

    void eventually(Runnable assertion) {
        hub.awaitAssert(SOON, Duration.ofMillis(5), () -> {
            assertion.run();
            return null;
        });
    }

    // ---- the stores

    List<JournalEntry> stored() {
        return persistence.persistedInStorage(chat.key()).stream()
                .map(JournalEntry.class::cast)
                .toList();
    }

    /** As another incarnation on another node, whose gate was never written. */
    void storeUnconfirmed(JournalEntry... entries) {
        persistence.persistForRecovery(chat.key(), List.of((Object[]) entries));
    }

    void failNextRead() {
        persistence.failNextRead(chat.key());
    }

    @Override
    public CompletionStage<List<StoredEntry>> read(ChatId asked, Slice slice, Committed committed) {
        assertThat(asked).isEqualTo(chat);
        slices.add(slice);
        List<JournalEntry> log = stored();
        assertThat(log.get((int) committed.seq() - 1).epoch()).isEqualTo(committed.epoch());
        return historyAnswer(log, slice, committed);
    }

    private CompletionStage<List<StoredEntry>> historyAnswer(List<JournalEntry> log, Slice slice, Committed committed) {
        return history.answer(() -> {
            return IntStream.rangeClosed((int) slice.fromSeq(), (int) Math.min(slice.toSeq(), committed.seq()))
                    .mapToObj(seq -> new StoredEntry(seq, log.get(seq - 1)))
                    .sorted(Comparator.comparingLong(entry -> slice.forward() ? entry.seq() : -entry.seq()))
                    .limit(slice.entriesMax())
                    .sorted(Comparator.comparingLong(StoredEntry::seq))
                    .toList();
        });
    }

    // ---- the engine

    @Override
    public void tell(ChatId other, ChatProtocol.Message message) {
        throw new AssertionError("a chat tells no chat");
    }

    @Override
    public void tell(UserId user, SessionProtocol.Message message) {
        toldSessions.add(message);
    }

    @Override
    public void push(List<UserId> users, byte[] frame) {
        throw new AssertionError("a chat tells its own node's fan-out");
    }

    @Override
    public void attach(ActorRef<HubProtocol.Message> attached) {
        throw new AssertionError("a chat attaches no hub");
    }
}
