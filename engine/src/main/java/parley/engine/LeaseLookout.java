package parley.engine;

import akka.actor.Address;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.cluster.ClusterEvent;
import akka.cluster.MemberStatus;
import akka.cluster.UniqueAddress;
import akka.cluster.typed.Cluster;
import akka.cluster.typed.Subscribe;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Function;
import parley.engine.lease.LeaseWatch;
import parley.engine.lease.NodeLease;
import parley.engine.lease.NodeLeases;

/**
 * Looks at the leases of members as soon as they are unreachable, so that the time that must pass before their shards may be taken
 * passes while the cluster still makes up its mind about them. When a member was downed and removed, says so in the rows of leases:
 * one that was paused may not know, and would take its shards again as soon as it wakes. One a node.
 *
 * <p>A node that leaves or downs itself sees all others as removed, too, though never as downed; and one without a lease may be the
 * one that is outside. Neither tells anybody anything.
 */
final class LeaseLookout extends AbstractBehavior<LeaseLookout.Message> {

    private static final Duration LOOK_EVERY = Duration.ofSeconds(1);

    interface Message {}

    private record Unreachable(UniqueAddress member) implements Message {}

    private record Reachable(UniqueAddress member) implements Message {}

    private record Removed(UniqueAddress member, boolean downed) implements Message {}

    private record Told(UniqueAddress member, boolean done) implements Message {}

    private enum Look implements Message {
        INSTANCE
    }

    private final LeaseWatch watch;
    private final NodeLease own;
    private final NodeLeases leases;
    private final UniqueAddress self;
    private final Set<UniqueAddress> unreachable = new HashSet<>();
    /** Removed, and the rows may not say so yet; at most as many as have been members. */
    private final Set<UniqueAddress> untold = new HashSet<>();

    private LeaseLookout(ActorContext<Message> context, LeaseWatch watch, NodeLease own, NodeLeases leases) {
        super(context);
        this.watch = watch;
        this.own = own;
        this.leases = leases;
        this.self = Cluster.get(context.getSystem()).selfMember().uniqueAddress();
    }

    /** How a node is called in the rows of leases: its address, and which process it is there. */
    static String nodeName(UniqueAddress member) {
        Address address = member.address();
        return address.toString() + "-" + Long.toUnsignedString(member.longUid(), Character.MAX_RADIX);
    }

    static Behavior<?> create(LeaseWatch watch, NodeLease own, NodeLeases leases) {
        return Behaviors.<Message>setup(context -> Behaviors.withTimers(timers -> {
            subscribe(context, ClusterEvent.UnreachableMember.class, event -> new Unreachable(address(event)));
            subscribe(context, ClusterEvent.ReachableMember.class, event -> new Reachable(address(event)));
            subscribe(
                    context,
                    ClusterEvent.MemberRemoved.class,
                    event -> new Removed(
                            event.member().uniqueAddress(),
                            event.previousStatus().equals(MemberStatus.down())));
            timers.startTimerWithFixedDelay(Look.INSTANCE, LOOK_EVERY);
            return new LeaseLookout(context, watch, own, leases);
        }));
    }

    private static UniqueAddress address(ClusterEvent.ReachabilityEvent event) {
        return event.member().uniqueAddress();
    }

    private static <E extends ClusterEvent.ClusterDomainEvent> void subscribe(
            ActorContext<Message> context, Class<E> type, Function<E, Message> message) {
        Cluster.get(context.getSystem())
                .subscriptions()
                .tell(Subscribe.create(context.messageAdapter(type, message::apply), type));
    }

    @Override
    public Receive<Message> createReceive() {
        return newReceiveBuilder()
                .onMessage(Unreachable.class, this::onUnreachable)
                .onMessage(Reachable.class, this::onReachable)
                .onMessage(Removed.class, this::onRemoved)
                .onMessage(Told.class, this::onTold)
                .onMessage(Look.class, look -> onLook())
                .build();
    }

    private Behavior<Message> onUnreachable(Unreachable gone) {
        unreachable.add(gone.member());
        watch.look(nodeName(gone.member()));
        return this;
    }

    private Behavior<Message> onReachable(Reachable back) {
        unreachable.remove(back.member());
        return this;
    }

    private Behavior<Message> onRemoved(Removed removed) {
        unreachable.remove(removed.member());
        if (removed.downed() && !removed.member().equals(self)) {
            untold.add(removed.member());
            tell(removed.member());
        }
        return this;
    }

    private void tell(UniqueAddress member) {
        if (own.holds()) {
            getContext()
                    .pipeToSelf(leases.remove(nodeName(member)), (done, failure) -> new Told(member, failure == null));
        }
    }

    private Behavior<Message> onTold(Told told) {
        if (told.done()) {
            untold.remove(told.member());
        }
        return this;
    }

    private Behavior<Message> onLook() {
        unreachable.forEach(member -> watch.look(nodeName(member)));
        untold.forEach(this::tell);
        return this;
    }
}
