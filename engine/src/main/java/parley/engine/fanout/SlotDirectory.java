package parley.engine.fanout;

import akka.actor.typed.ActorRef;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import parley.engine.session.SlotProtocol;
import parley.engine.session.Slots;

/** Where the slots are, as far as this node has been told. Confined to the node's {@link FanOut}. */
final class SlotDirectory {

    private record Held(long version, BitSet slots) {}

    private final Map<Integer, ActorRef<SlotProtocol.Message>> local = new HashMap<>();
    private final Map<ActorRef<FanOutProtocol.Message>, Held> nodes = new LinkedHashMap<>();
    private final @Nullable ActorRef<FanOutProtocol.Message>[] remote = newArray();
    private long version;

    void addLocal(int slot, ActorRef<SlotProtocol.Message> ref) {
        local.put(slot, ref);
        version++;
    }

    /** Only if {@code ref} is still what holds the slot here. */
    void removeLocal(int slot, ActorRef<SlotProtocol.Message> ref) {
        if (local.remove(slot, ref)) {
            version++;
        }
    }

    @Nullable
    ActorRef<SlotProtocol.Message> local(int slot) {
        return local.get(slot);
    }

    IntStream localSlots() {
        return local.keySet().stream().mapToInt(Integer::intValue);
    }

    /** The node that says it holds the slot; null when none does. */
    @Nullable
    ActorRef<FanOutProtocol.Message> remote(int slot) {
        return remote[slot];
    }

    FanOutProtocol.Slots published(ActorRef<FanOutProtocol.Message> self) {
        BitSet held = new BitSet(Slots.COUNT);
        local.keySet().forEach(held::set);
        return new FanOutProtocol.Slots(self, version, held.toLongArray());
    }

    /** All that said what they hold, also before they were listed. */
    Set<ActorRef<FanOutProtocol.Message>> nodes() {
        return nodes.keySet();
    }

    /** Returns the slots that the node did not hold before, or does not hold any more. */
    BitSet update(FanOutProtocol.Slots published) {
        Held before = nodes.get(published.node());
        if (before != null && before.version() > published.version()) {
            return new BitSet();
        }
        BitSet held = BitSet.valueOf(published.bits());
        forgetRemote(published.node());
        nodes.put(published.node(), new Held(published.version(), held));
        held.stream().filter(slot -> slot < Slots.COUNT).forEach(slot -> remote[slot] = published.node());
        BitSet moved = before == null ? new BitSet() : (BitSet) before.slots().clone();
        moved.xor(held);
        return moved;
    }

    /** Returns the slots that the node held. */
    BitSet forget(ActorRef<FanOutProtocol.Message> node) {
        Held held = nodes.remove(node);
        forgetRemote(node);
        return held == null ? new BitSet() : held.slots();
    }

    private void forgetRemote(ActorRef<FanOutProtocol.Message> node) {
        for (int slot = 0; slot < remote.length; slot++) {
            if (node.equals(remote[slot])) {
                remote[slot] = null;
            }
        }
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // Java has no generic arrays; nothing else is ever put in
    private static @Nullable ActorRef<FanOutProtocol.Message>[] newArray() {
        return new ActorRef[Slots.COUNT];
    }
}
