package parley.engine.handover;

import akka.Done;
import akka.actor.Address;
import akka.actor.CoordinatedShutdown;
import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Behavior;
import akka.actor.typed.Props;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.AskPattern;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.actor.typed.javadsl.TimerScheduler;
import akka.actor.typed.receptionist.Receptionist;
import akka.actor.typed.receptionist.ServiceKey;
import akka.cluster.MemberStatus;
import akka.cluster.typed.Cluster;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import parley.engine.handover.ShardCounts.Counted;
import parley.engine.limit.LimitReached;

/**
 * One a node: hears which nodes are about to leave, and when this one is, says so and waits until its shards have moved, a few at a
 * time, while it goes on answering for those that it still has. What is left when that takes too long goes at once, as Akka does it.
 *
 * <p>Nothing of this happens where nobody would notice or there is nobody to go to: on a node with few chats, on the last node, on one
 * that was downed or lost its lease.
 */
public final class HandOver extends AbstractBehavior<HandOver.Message> {

    /** What the actor can be told. */
    public interface Message {}

    /**
     * What it works with.
     *
     * @param role of the nodes that hold shards
     * @param leaving where it writes which nodes are about to leave
     */
    public record Node(String role, LeavingNodes leaving, ShardCounts shards) {}

    record Begin(ActorRef<Done> replyTo) implements Message {}

    private record Leaving(Set<Address> nodes) implements Message {}

    private record Looked(@Nullable Counted counted) implements Message {}

    private enum Look implements Message {
        INSTANCE
    }

    private enum TimeIsUp implements Message {
        INSTANCE
    }

    private static final ServiceKey<Message> KEY = ServiceKey.create(Message.class, "parley-leaving");
    private static final Duration LOOK_EVERY = Duration.ofMillis(250);
    private static final Duration MARGIN = Duration.ofSeconds(1);

    private final TimerScheduler<Message> timers;
    private final Node node;
    private final HandOverSettings settings;
    private final Counter tooLong;
    private @Nullable ActorRef<Done> waiting;
    private boolean said;

    private HandOver(
            ActorContext<Message> context,
            TimerScheduler<Message> timers,
            Node node,
            HandOverSettings settings,
            MeterRegistry meters) {
        super(context);
        this.timers = timers;
        this.node = node;
        this.settings = settings;
        this.tooLong = LimitReached.counter(meters, "parley.engine.hand-over.within");
    }

    /** Begins to listen, and hands over when the node is told to stop. */
    public static void atShutdown(ActorSystem<?> system, Node node, HandOverSettings settings, MeterRegistry meters) {
        ActorRef<Message> actor =
                system.systemActorOf(create(node, settings, meters), "parley-hand-over", Props.empty());
        CoordinatedShutdown.get(system)
                .addTask(
                        CoordinatedShutdown.PhaseBeforeClusterShutdown(),
                        "hand-over-shards",
                        () -> AskPattern.ask(
                                actor, Begin::new, settings.within().plus(MARGIN), system.scheduler()));
    }

    static Behavior<Message> create(Node node, HandOverSettings settings, MeterRegistry meters) {
        return Behaviors.setup(context -> Behaviors.withTimers(timers -> {
            ActorRef<Receptionist.Listing> listings = context.messageAdapter(
                    Receptionist.Listing.class, listing -> new Leaving(addresses(context, listing)));
            context.getSystem().receptionist().tell(Receptionist.subscribe(KEY, listings));
            return new HandOver(context, timers, node, settings, meters);
        }));
    }

    private static Set<Address> addresses(ActorContext<?> context, Receptionist.Listing listing) {
        Address self = Cluster.get(context.getSystem()).selfMember().address();
        return listing.getServiceInstances(KEY).stream()
                .map(node -> node.path().address())
                .map(address -> address.hasLocalScope() ? self : address)
                .collect(Collectors.toUnmodifiableSet());
    }

    @Override
    public Receive<Message> createReceive() {
        return newReceiveBuilder()
                .onMessage(Leaving.class, this::onLeaving)
                .onMessage(Begin.class, this::onBegin)
                .onMessage(Look.class, look -> onLook())
                .onMessage(Looked.class, this::onLooked)
                .onMessage(TimeIsUp.class, up -> onTimeIsUp())
                .build();
    }

    private Behavior<Message> onLeaving(Leaving now) {
        node.leaving().are(now.nodes());
        return this;
    }

    private Behavior<Message> onBegin(Begin begin) {
        waiting = begin.replyTo();
        timers.startSingleTimer(TimeIsUp.INSTANCE, settings.within());
        return onLook();
    }

    private Behavior<Message> onLook() {
        if (waiting == null) {
            return this;
        }
        if (!canWait()) {
            end("nobody to give them to");
        } else {
            getContext().pipeToSelf(node.shards().count(), (counted, failure) -> new Looked(counted));
        }
        return this;
    }

    /** A count that was not answered says nothing. */
    private Behavior<Message> onLooked(Looked looked) {
        Counted counted = looked.counted();
        if (counted != null && counted.shards() == 0) {
            end("all have moved");
        } else if (counted != null && !said && counted.chats() <= settings.fewChats()) {
            end("few chats");
        } else if (waiting != null) {
            say();
            timers.startSingleTimer(Look.INSTANCE, LOOK_EVERY);
        }
        return this;
    }

    private void say() {
        if (!said) {
            said = true;
            getContext()
                    .getSystem()
                    .receptionist()
                    .tell(Receptionist.register(KEY, getContext().getSelf()));
        }
    }

    private Behavior<Message> onTimeIsUp() {
        if (waiting != null) {
            tooLong.increment();
            end("time is up");
        }
        return this;
    }

    private void end(String why) {
        if (waiting != null) {
            getContext().getLog().info("shards handed over why={}", why);
            waiting.tell(Done.getInstance());
            waiting = null;
        }
    }

    /** Whether this node may answer for what it has, and another one stays that could take it. */
    private boolean canWait() {
        akka.cluster.Cluster cluster = akka.cluster.Cluster.get(getContext().getSystem());
        return cluster.selfMember().status().equals(MemberStatus.up())
                && CoordinatedShutdown.get(getContext().getSystem())
                        .getShutdownReason()
                        .filter(CoordinatedShutdown.clusterDowningReason()::equals)
                        .isEmpty()
                && StreamSupport.stream(cluster.state().getMembers().spliterator(), false)
                        .anyMatch(member -> member.status().equals(MemberStatus.up())
                                && !member.address().equals(cluster.selfAddress())
                                && member.hasRole(node.role())
                                && !node.leaving().contains(member.address()));
    }
}
