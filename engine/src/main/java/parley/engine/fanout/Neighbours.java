package parley.engine.fanout;

import akka.actor.Address;
import akka.actor.typed.ActorRef;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.receptionist.Receptionist;
import akka.actor.typed.receptionist.ServiceKey;
import akka.cluster.ClusterEvent;
import akka.cluster.typed.Cluster;
import akka.cluster.typed.Subscribe;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;

/** What the cluster tells a node's {@link FanOut} of the other nodes. */
final class Neighbours {

    private static final ServiceKey<FanOutProtocol.Message> KEY =
            ServiceKey.create(FanOutProtocol.Message.class, "parley-fan-out");

    /** The fan-outs that there are, of all nodes. */
    record Listed(Set<ActorRef<FanOutProtocol.Message>> nodes) implements FanOutProtocol.Message {}

    record Unreachable(String address) implements FanOutProtocol.Message {}

    /** After it was not. */
    record Reachable(String address) implements FanOutProtocol.Message {}

    /** Removed from the cluster, with the actors that were there. */
    record Gone(String address, Predicate<ActorRef<FanOutProtocol.Message>> wasThere)
            implements FanOutProtocol.Message {}

    private Neighbours() {}

    /** Makes this actor known as its node's fan-out, and it is told from now on. */
    static void listen(ActorContext<FanOutProtocol.Message> context) {
        ActorRef<Receptionist.Listing> listings = context.messageAdapter(
                Receptionist.Listing.class, listing -> new Listed(listing.getAllServiceInstances(KEY)));
        context.getSystem().receptionist().tell(Receptionist.register(KEY, context.getSelf()));
        context.getSystem().receptionist().tell(Receptionist.subscribe(KEY, listings));
        subscribe(
                context,
                ClusterEvent.MemberRemoved.class,
                event -> gone(event.member().address()));
        subscribe(context, ClusterEvent.UnreachableMember.class, event -> new Unreachable(address(event)));
        subscribe(context, ClusterEvent.ReachableMember.class, event -> new Reachable(address(event)));
    }

    private static Gone gone(Address address) {
        return new Gone(address.toString(), node -> node.path().address().equals(address));
    }

    private static String address(ClusterEvent.ReachabilityEvent event) {
        return event.member().address().toString();
    }

    private static <E extends ClusterEvent.ClusterDomainEvent> void subscribe(
            ActorContext<FanOutProtocol.Message> context, Class<E> type, Function<E, FanOutProtocol.Message> message) {
        Cluster.get(context.getSystem())
                .subscriptions()
                .tell(Subscribe.create(context.messageAdapter(type, message::apply), type));
    }
}
