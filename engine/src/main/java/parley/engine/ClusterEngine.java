package parley.engine;

import akka.Done;
import akka.actor.CoordinatedShutdown;
import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.MailboxSelector;
import akka.actor.typed.Props;
import akka.cluster.sharding.ShardCoordinator.ShardAllocationStrategy;
import akka.cluster.sharding.typed.ClusterShardingSettings;
import akka.cluster.typed.Cluster;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import parley.engine.chat.ChatMeters;
import parley.engine.chat.ChatProtocol;
import parley.engine.chat.ChatServices;
import parley.engine.chat.ChatServices.Stores;
import parley.engine.chat.Chats;
import parley.engine.client.HubProtocol;
import parley.engine.client.ListChange;
import parley.engine.client.PushEncoder;
import parley.engine.fanout.FanOut;
import parley.engine.fanout.FanOut.SlotDoor;
import parley.engine.fanout.FanOutProtocol;
import parley.engine.fanout.LateDoor;
import parley.engine.handover.GradualAllocation;
import parley.engine.handover.HandOver;
import parley.engine.handover.LeavingNodes;
import parley.engine.handover.ShardCounts;
import parley.engine.id.ChatId;
import parley.engine.id.UserId;
import parley.engine.lease.HeldShards;
import parley.engine.lease.HeldShardsExtension;
import parley.engine.lease.LeaseSettings;
import parley.engine.lease.LeaseWatch;
import parley.engine.lease.NodeLease;
import parley.engine.lease.NodeLeases;
import parley.engine.lease.ShardLease;
import parley.engine.lease.ShardTokens;
import parley.engine.lease.WriteAhead;
import parley.engine.meter.MailboxAge;
import parley.engine.session.SessionProtocol;
import parley.engine.session.SessionServices;
import parley.engine.session.SessionSlots;
import parley.engine.session.SlotProtocol;
import parley.engine.session.Slots;
import parley.engine.trace.MessageTraces;

/** The engine on a cluster: registers chats and slots with sharding and starts this node's fan-out. Started once a node. */
public final class ClusterEngine implements Engine {

    private final Chats chats;
    private final SlotDoor slots;
    private final ActorRef<FanOutProtocol.Message> fanOut;
    private final Predicate<String> heldHere;
    private final Supplier<CompletionStage<Done>> rehearsal;

    /**
     * What the engine needs of the world.
     *
     * @param clock for times that are shown, and for soft state
     * @param nanoTime the machine's monotonic clock, for the lease, and for measuring
     * @param meters where the engine counts what it does
     * @param traces what it tells of single messages
     */
    public record Ports(
            Stores stores,
            LeaseRows leases,
            PushEncoder encoder,
            Clock clock,
            LongSupplier nanoTime,
            MeterRegistry meters,
            MessageTraces traces) {}

    /** The rows that say who may answer, and what a holder leaves to those who may after it. */
    public record LeaseRows(NodeLeases nodes, ShardTokens shards, WriteAhead ahead) {}

    private ClusterEngine(ActorSystem<?> system, EngineSettings settings, Ports ports) {
        HeldShards shards = holdShards(system, settings, ports);
        LeavingNodes leaving = new LeavingNodes();
        Function<ClusterShardingSettings, ShardAllocationStrategy> allocation =
                sharding -> GradualAllocation.of(sharding, leaving, settings.handOver());
        LateDoor door = new LateDoor();
        this.fanOut = system.systemActorOf(
                FanOut.create(door, settings.fanOut(), ports.meters(), ports.traces()),
                "parley-fan-out",
                MailboxSelector.fromConfig(FanOut.MAILBOX));
        this.slots = door;
        MailboxAge.measure(
                system,
                "fan_out",
                ports.meters(),
                ports.nanoTime(),
                probe -> fanOut.tell(new FanOutProtocol.Probe(probe)));
        this.heldHere = chat -> shards.holds(Chats.shardOf(chat, settings.shards()));
        ChatServices services = chatServices(shards, ports);
        this.chats = Chats.init(
                system,
                new Chats.Placement(
                        settings.role(),
                        settings.shards(),
                        settings.passivateAfter(),
                        settings.activeChatsMax(),
                        allocation),
                services,
                settings.chat());
        boolean holdsShards = Cluster.get(system).selfMember().hasRole(settings.role());
        this.rehearsal = () -> holdsShards
                ? Chats.rehearse(system, services, settings.chat(), settings.rehearsal())
                : CompletableFuture.completedFuture(Done.getInstance());
        door.open(SessionSlots.init(
                system,
                new SessionSlots.Placement(settings.role(), settings.shards(), allocation),
                SessionServices.of(
                        ports.stores().inbox(),
                        this,
                        ports.encoder(),
                        fanOut,
                        door,
                        ports.clock(),
                        settings.session(),
                        ports.meters()),
                settings.session()));
        HandOver.atShutdown(
                system,
                new HandOver.Node(settings.role(), leaving, ShardCounts.of(system, ShardLease.ENTITY_TYPE)),
                settings.handOver(),
                ports.meters());
        FanOut.leaveAtShutdown(system, fanOut, () -> shards.held() == 0);
    }

    private ChatServices chatServices(HeldShards shards, Ports ports) {
        return new ChatServices(
                ports.stores(),
                ports.encoder(),
                fanOut,
                this,
                shards,
                ports.clock(),
                new ChatServices.Reached(ports.meters()),
                new ChatMeters(ports.meters(), ports.traces(), ports.clock(), ports.nanoTime()));
    }

    private static HeldShards holdShards(ActorSystem<?> system, EngineSettings settings, Ports ports) {
        Cluster cluster = Cluster.get(system);
        LeaseSettings lease = settings.lease();
        NodeLease own = new NodeLease(
                ports.leases().nodes(),
                leaseName(system),
                lease,
                ports.nanoTime(),
                () -> CoordinatedShutdown.get(system).runAll(CoordinatedShutdown.clusterDowningReason()));
        LeaseWatch others = new LeaseWatch(ports.leases().nodes(), lease, ports.nanoTime());
        HeldShards shards = new HeldShards(
                ports.leases().shards(), own, others, ports.leases().ahead());
        HeldShardsExtension.set(system.classicSystem(), shards);
        Gauge.builder("parley.lease.shards.held", shards, HeldShards::held).register(ports.meters());
        if (cluster.selfMember().hasRole(settings.role())) {
            ports.leases().ahead().begin(leaseName(system));
            Gauge.builder("parley.lease.held", own, held -> held.holds() ? 1 : 0)
                    .register(ports.meters());
            FunctionCounter.builder("parley.lease.lost", own, NodeLease::lost).register(ports.meters());
            system.scheduler()
                    .scheduleAtFixedRate(
                            Duration.ZERO,
                            lease.renewEvery(),
                            () -> {
                                own.tick();
                                shards.tick();
                            },
                            system.executionContext());
            shards.lookAtHolders(Chats.shardNames(settings.shards()));
            system.systemActorOf(
                    LeaseLookout.create(others, own, ports.leases().nodes()), "parley-lease-lookout", Props.empty());
        }
        return shards;
    }

    /** How this node is called in the rows of leases. */
    public static String leaseName(ActorSystem<?> system) {
        return LeaseLookout.nodeName(akka.cluster.Cluster.get(system).selfUniqueAddress());
    }

    public static ClusterEngine start(ActorSystem<?> system, EngineSettings settings, Ports ports) {
        return new ClusterEngine(system, settings, ports);
    }

    /** Whether this node may answer for the chat with this key; what it says of any other is not to be believed. Any thread. */
    public boolean mayAnswerFor(String chatKey) {
        return heldHere.test(chatKey);
    }

    /**
     * To be called once, before the node joins the others: completes, never with a failure, when it has done for nobody what its first chats
     * will ask of it, or when that takes too long. At once on a node that has no chats.
     */
    public CompletionStage<Done> rehearse() {
        return rehearsal.get();
    }

    @Override
    public void tell(ChatId chat, ChatProtocol.Message message) {
        chats.tell(chat, message);
    }

    @Override
    public void tell(UserId user, SessionProtocol.Message message) {
        slots.tell(Slots.of(user), new SlotProtocol.ToSession(message));
    }

    @Override
    public void push(List<UserId> users, byte[] frame) {
        fanOut.tell(new FanOutProtocol.Publish(users, frame, ListChange.NONE));
    }

    @Override
    public void attach(ActorRef<HubProtocol.Message> hub) {
        fanOut.tell(new FanOutProtocol.HubStarted(hub));
    }
}
