package parley.engine.fanout;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.Set;
import parley.engine.fanout.FanOut.FanOutSettings;
import parley.engine.fanout.FanOut.SlotDoor;
import parley.engine.trace.MessageTraces;

/** Fan-outs without a cluster, and what one would tell them, for tests in other packages. */
public final class FanOutDoor {

    private FanOutDoor() {}

    public static Behavior<FanOutProtocol.Message> fanOut(SlotDoor door, FanOutSettings settings) {
        return FanOut.create(context -> {}, door, settings, new SimpleMeterRegistry(), MessageTraces.OFF);
    }

    public static FanOutProtocol.Message listed(Set<ActorRef<FanOutProtocol.Message>> nodes) {
        return new Neighbours.Listed(nodes);
    }

    public static FanOutProtocol.Message unreachable(String address) {
        return new Neighbours.Unreachable(address);
    }

    public static FanOutProtocol.Message reachable(String address) {
        return new Neighbours.Reachable(address);
    }

    public static FanOutProtocol.Message gone(String address, ActorRef<FanOutProtocol.Message> fanOut) {
        return new Neighbours.Gone(address, fanOut::equals);
    }

    /** Whether it says which slots a node holds. */
    public static boolean isSlots(Object message) {
        return message instanceof FanOutProtocol.Slots;
    }
}
