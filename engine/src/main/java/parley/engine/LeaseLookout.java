package parley.engine;

import akka.actor.Address;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.Behaviors;
import akka.cluster.ClusterEvent;
import akka.cluster.UniqueAddress;
import akka.cluster.typed.Cluster;
import akka.cluster.typed.Subscribe;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import parley.engine.lease.LeaseWatch;

/**
 * Looks at the leases of members as soon as they are unreachable, so that the time that must pass before their shards may be taken
 * passes while the cluster still makes up its mind about them. One a node.
 */
final class LeaseLookout {

    private static final Duration LOOK_EVERY = Duration.ofSeconds(1);

    interface Message {}

    private record Unreachable(UniqueAddress member) implements Message {}

    private record Settled(UniqueAddress member) implements Message {}

    private enum Look implements Message {
        INSTANCE
    }

    private LeaseLookout() {}

    /** How a node is called in the rows of leases: its address, and which process it is there. */
    static String nodeName(UniqueAddress member) {
        Address address = member.address();
        return address.toString() + "-" + Long.toUnsignedString(member.longUid(), Character.MAX_RADIX);
    }

    static Behavior<?> create(LeaseWatch watch) {
        return Behaviors.<Message>setup(context -> Behaviors.withTimers(timers -> {
            var subscriptions = Cluster.get(context.getSystem()).subscriptions();
            subscriptions.tell(Subscribe.create(
                    context.messageAdapter(
                            ClusterEvent.UnreachableMember.class,
                            event -> new Unreachable(event.member().uniqueAddress())),
                    ClusterEvent.UnreachableMember.class));
            subscriptions.tell(Subscribe.create(
                    context.messageAdapter(
                            ClusterEvent.ReachableMember.class,
                            event -> new Settled(event.member().uniqueAddress())),
                    ClusterEvent.ReachableMember.class));
            subscriptions.tell(Subscribe.create(
                    context.messageAdapter(
                            ClusterEvent.MemberRemoved.class,
                            event -> new Settled(event.member().uniqueAddress())),
                    ClusterEvent.MemberRemoved.class));
            timers.startTimerWithFixedDelay(Look.INSTANCE, LOOK_EVERY);
            return watching(watch);
        }));
    }

    private static Behavior<Message> watching(LeaseWatch watch) {
        Set<UniqueAddress> unreachable = new HashSet<>();
        return Behaviors.receive(Message.class)
                .onMessage(Unreachable.class, gone -> {
                    unreachable.add(gone.member());
                    watch.look(nodeName(gone.member()));
                    return Behaviors.same();
                })
                .onMessage(Settled.class, settled -> {
                    unreachable.remove(settled.member());
                    return Behaviors.same();
                })
                .onMessage(Look.class, look -> {
                    unreachable.forEach(member -> watch.look(nodeName(member)));
                    return Behaviors.same();
                })
                .build();
    }
}
