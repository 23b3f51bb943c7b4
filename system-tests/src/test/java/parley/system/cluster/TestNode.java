package parley.system.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.FishingOutcomes;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.Behaviors;
import akka.cluster.MemberStatus;
import akka.cluster.sharding.ShardRegion;
import akka.cluster.sharding.typed.GetShardRegionState;
import akka.cluster.sharding.typed.javadsl.ClusterSharding;
import akka.cluster.sharding.typed.javadsl.EntityTypeKey;
import akka.cluster.typed.Cluster;
import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import org.awaitility.Awaitility;
import parley.engine.ClusterEngine;
import parley.engine.EngineSettings;
import parley.engine.chat.ChatProtocol;
import parley.engine.chat.ChatServices.Stores;
import parley.engine.chat.domain.ChatCommand;
import parley.engine.client.HubProtocol;
import parley.engine.client.ReplyTo;
import parley.engine.id.ChatId;
import parley.engine.id.DeviceId;
import parley.engine.id.UserId;
import parley.engine.inbox.Inbox;
import parley.engine.session.SessionProtocol;
import parley.engine.trace.MessageTraces;
import parley.gateway.FrameSchemas;
import parley.gateway.Gateway;
import parley.gateway.GatewaySettings;
import parley.persistence.CassandraStore;
import parley.persistence.Cql;
import parley.persistence.inbox.CassandraInbox;
import parley.persistence.inbox.CassandraReceipts;
import parley.persistence.journal.CassandraChatHistory;
import parley.persistence.lease.CassandraNodeLeases;
import parley.persistence.lease.CassandraShardTokens;

/**
 * The engine of one node: a real actor system in a real cluster on the real store, with a probe in the place of the hub. Ending it
 * is abrupt, like the death of a process: nothing leaves, nothing is handed over.
 */
final class TestNode implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(40);
    private static final FrameSchemas SCHEMAS = FrameSchemas.fromClasspath();

    private final ActorSystem<Void> system;
    private final ClusterEngine engine;
    private final TestProbe<HubProtocol.Message> hub;
    private final AtomicLong requests = new AtomicLong();
    private final AtomicLong leaseClockAhead = new AtomicLong();

    /** What was pushed while an answer was waited for. */
    private final Deque<String> pushedMeanwhile = new ArrayDeque<>();

    private TestNode(ActorSystem<Void> system, UnaryOperator<Inbox> inbox) {
        this.system = system;
        CassandraStore store = CassandraStore.get(system);
        this.engine = ClusterEngine.start(
                system,
                EngineSettings.from(system.settings().config().getConfig("parley.engine")),
                new ClusterEngine.Ports(
                        new Stores(
                                inbox.apply(new CassandraInbox(store)),
                                new CassandraChatHistory(system),
                                new CassandraReceipts(store)),
                        new ClusterEngine.LeaseRows(
                                new CassandraNodeLeases(store), new CassandraShardTokens(store), store.writeAhead()),
                        Gateway.pushEncoder(
                                GatewaySettings.from(system.settings().config()), Clock.systemUTC()),
                        Clock.systemUTC(),
                        () -> System.nanoTime() + leaseClockAhead.get(),
                        new SimpleMeterRegistry(),
                        MessageTraces.OFF));
        this.hub = TestProbe.create(HubProtocol.Message.class, system);
        engine.attach(hub.ref());
    }

    /** {@code seedPort}: the Artery port of the node to join; its own for the first. */
    static TestNode start(TestStore store, int port, int seedPort, UnaryOperator<Inbox> inbox) {
        Map<String, Object> own = new HashMap<>(store.settings());
        own.put("akka.remote.artery.canonical.port", port);
        own.put("akka.cluster.seed-nodes", List.of("akka://parley@127.0.0.1:" + seedPort));
        own.put("akka.cluster.roles", List.of("engine"));
        own.put("akka.cluster.split-brain-resolver.stable-after", "2s");
        own.put("akka.coordinated-shutdown.exit-jvm", "off");
        own.put("akka.coordinated-shutdown.terminate-actor-system", "off");
        own.put("akka.coordinated-shutdown.run-by-actor-system-terminate", "off");
        own.put("akka.coordinated-shutdown.run-by-jvm-shutdown-hook", "off");
        Config config = ConfigFactory.parseMap(own)
                .withFallback(ConfigFactory.load("local"))
                .resolve();
        return new TestNode(ActorSystem.create(Behaviors.empty(), "parley", config), inbox);
    }

    void awaitUp(int members) {
        Cluster cluster = Cluster.get(system);
        Awaitility.await().atMost(PATIENCE).untilAsserted(() -> {
            assertThat(cluster.selfMember().status()).isEqualTo(MemberStatus.up());
            assertThat(cluster.state().getMembers()).hasSize(members);
            assertThat(cluster.state().getUnreachable()).isEmpty();
        });
    }

    /** Asks until it is answered, with the same key, as the gateway does. */
    HubProtocol.Accepted execute(ChatId chat, ChatCommand command) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < deadline) {
            HubProtocol.Reply reply =
                    ask(to -> engine.tell(chat, new ChatProtocol.Execute(command, to)), Duration.ofSeconds(3));
            if (reply instanceof HubProtocol.Accepted accepted) {
                return accepted;
            }
            assertThat(reply).isNotInstanceOf(HubProtocol.Refused.class);
        }
        throw new AssertionError("no answer to " + command);
    }

    /** Tells once, and waits for nothing. */
    void tell(ChatId chat, ChatCommand command) {
        engine.tell(chat, new ChatProtocol.Execute(command, replyTo()));
    }

    List<byte[]> history(ChatId chat, UserId reader) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < deadline) {
            HubProtocol.Reply reply = ask(
                    to -> engine.tell(chat, new ChatProtocol.ReadPage(reader, 0L, 0, 200, to)), Duration.ofSeconds(3));
            if (reply instanceof HubProtocol.Page page) {
                return page.entries();
            }
        }
        throw new AssertionError("no page of " + chat);
    }

    /** Connects a device, and returns its user's list. */
    List<Inbox.InboxRow> connect(UserId user, String device) {
        ReplyTo to = replyTo();
        engine.tell(user, new SessionProtocol.Register(user, new DeviceId(device), List.of(), null, to));
        HubProtocol.ListPage page = (HubProtocol.ListPage) hub.fishForMessage(PATIENCE, message -> {
                    if (message instanceof HubProtocol.Push push) {
                        frameOf(push);
                    }
                    return message instanceof HubProtocol.ListPage
                            ? FishingOutcomes.complete()
                            : FishingOutcomes.continueAndIgnore();
                })
                .get(0);
        return page.rows();
    }

    /** The next frame that is pushed to this node's connections and contains the text. */
    String nextPush(String containing) {
        while (!pushedMeanwhile.isEmpty()) {
            String frame = pushedMeanwhile.removeFirst();
            if (frame.contains(containing)) {
                return frame;
            }
        }
        HubProtocol.Push push = (HubProtocol.Push) hub.fishForMessage(
                        PATIENCE,
                        message -> message instanceof HubProtocol.Push pushed
                                        && frameOf(pushed).contains(containing)
                                ? FishingOutcomes.complete()
                                : FishingOutcomes.continueAndIgnore())
                .get(0);
        return frameOf(push);
    }

    /** As the lease of a node sees it that was paused for so long. */
    void wasPausedFor(Duration time) {
        leaseClockAhead.addAndGet(time.toNanos());
    }

    /** Which lives of this node have a lease. */
    Set<Integer> leaseIncarnations() {
        return new CassandraNodeLeases(CassandraStore.get(system))
                .versions(ClusterEngine.leaseName(system))
                .toCompletableFuture()
                .join()
                .keySet();
    }

    /** As an operator does who wants this node to stop answering. Returns whether there was a lease. */
    boolean deleteLease() {
        Cql cql = CassandraStore.get(system).cql();
        String node = ClusterEngine.leaseName(system);
        return cql.prepare("DELETE FROM %s WHERE node = ? AND incarnation = 1 IF EXISTS", "node_leases")
                .bind(node)
                .thenCompose(statement -> cql.execute(statement.setIdempotent(false)))
                .thenApply(AsyncResultSet::wasApplied)
                .toCompletableFuture()
                .join();
    }

    /** The one answer to asking once. */
    HubProtocol.Reply executeOnce(ChatId chat, ChatCommand command) {
        return ask(to -> engine.tell(chat, new ChatProtocol.Execute(command, to)), Duration.ofSeconds(3));
    }

    /** That slots start is no answer. */
    void expectNoAnswerFor(Duration time) {
        long deadline = System.nanoTime() + time.toNanos();
        for (long left = time.toNanos(); left > 0; left = deadline - System.nanoTime()) {
            HubProtocol.Message message;
            try {
                message = hub.receiveMessage(Duration.ofNanos(left));
            } catch (AssertionError timeout) {
                return;
            }
            assertThat(message).isInstanceOf(HubProtocol.SlotMoved.class);
        }
    }

    private interface Asking {
        void send(ReplyTo to);
    }

    private HubProtocol.Reply ask(Asking asking, Duration within) {
        ReplyTo to = replyTo();
        asking.send(to);
        long deadline = System.nanoTime() + within.toNanos();
        while (true) {
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                return new HubProtocol.Unavailable(0, to.request(), HubProtocol.Cause.UNKNOWN, 0);
            }
            HubProtocol.Message message;
            try {
                message = hub.receiveMessage(Duration.ofNanos(left));
            } catch (AssertionError timeout) {
                continue;
            }
            if (message instanceof HubProtocol.Reply reply && reply.request() == to.request()) {
                return reply;
            }
            if (message instanceof HubProtocol.Push push) {
                pushedMeanwhile.add(frameOf(push));
            }
        }
    }

    private ReplyTo replyTo() {
        return new ReplyTo(hub.ref(), 1, requests.incrementAndGet());
    }

    /** Held against the AsyncAPI document: a frame that is not as documented fails the test that sees it. */
    private static String frameOf(HubProtocol.Push push) {
        String frame = new String(push.frame(), StandardCharsets.UTF_8);
        assertThat(SCHEMAS.violationsOfServer(frame)).isEmpty();
        return frame;
    }

    /** Whether the chat lives here. */
    boolean holds(ChatId chat) {
        return holdsEntity(chat);
    }

    private boolean holdsEntity(ChatId chat) {
        TestProbe<ShardRegion.CurrentShardRegionState> probe =
                TestProbe.create(ShardRegion.CurrentShardRegionState.class, system);
        ClusterSharding.get(system)
                .shardState()
                .tell(new GetShardRegionState(EntityTypeKey.create(ChatProtocol.Message.class, "chat"), probe.ref()));
        return probe.receiveMessage().getShards().stream()
                .anyMatch(shard -> shard.getEntityIds().contains(chat.key()));
    }

    /** The end of the process, as far as the others can see. */
    @Override
    public void close() {
        system.terminate();
        system.getWhenTerminated()
                .toCompletableFuture()
                .orTimeout(30, TimeUnit.SECONDS)
                .join();
    }
}
