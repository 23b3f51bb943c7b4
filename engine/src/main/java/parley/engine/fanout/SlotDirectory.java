package parley.engine.fanout;

import akka.actor.typed.ActorRef;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import parley.engine.id.UserId;
import parley.engine.session.SlotProtocol;
import parley.engine.session.Slots;

/** Where the slots are, as far as this node has been told. Confined to the node's {@link FanOut}. */
final class SlotDirectory {

    private record Held(long version, BitSet slots) {}

    /** Each user once: by the slots that are here, by the nodes that hold their slots, or by the slots that sharding has to find. */
    record Routes(
            Map<Integer, List<UserId>> here,
            Map<ActorRef<FanOutProtocol.Message>, List<UserId>> nodes,
            Map<Integer, List<UserId>> sharding) {}

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

    Routes routes(List<UserId> users) {
        return routes(users, this::remote);
    }

    /** Of what another node sent here: from node to node it goes only once. */
    Routes routesAtTheEnd(List<UserId> users) {
        return routes(users, slot -> null);
    }

    private Routes routes(List<UserId> users, IntFunction<@Nullable ActorRef<FanOutProtocol.Message>> nodeOf) {
        Routes routes = new Routes(new HashMap<>(), new LinkedHashMap<>(), new HashMap<>());
        for (UserId user : users) {
            int slot = Slots.of(user);
            ActorRef<FanOutProtocol.Message> node = local.containsKey(slot) ? null : nodeOf.apply(slot);
            if (node != null) {
                routes.nodes().computeIfAbsent(node, any -> new ArrayList<>()).add(user);
            } else {
                Map<Integer, List<UserId>> bySlot = local.containsKey(slot) ? routes.here() : routes.sharding();
                bySlot.computeIfAbsent(slot, any -> new ArrayList<>()).add(user);
            }
        }
        return routes;
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
