package parley.engine.fanout;

import akka.actor.typed.ActorRef;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;
import parley.engine.fanout.FanOut.SlotDoor;
import parley.engine.session.SlotProtocol;

/**
 * The slots whose sessions may have missed something and do not know it yet: told until they answer, since where they are may
 * be unknown for a while. At most one entry a slot. Confined to the node's {@link FanOut}.
 */
final class UnsureSlots {

    private final SlotDoor door;
    private final ActorRef<SlotProtocol.ToldUnsure> replyTo;
    private final Map<Integer, Long> owed = new LinkedHashMap<>();
    private long lastId;

    UnsureSlots(SlotDoor door, ActorRef<SlotProtocol.ToldUnsure> replyTo) {
        this.door = door;
        this.replyTo = replyTo;
    }

    void add(IntStream slots) {
        slots.distinct().forEach(slot -> {
            owed.put(slot, ++lastId);
            tell(slot, lastId);
        });
    }

    /** An answer to an older word leaves the newer one owed. */
    void answered(SlotProtocol.ToldUnsure told) {
        owed.remove(told.slot(), told.id());
    }

    boolean isEmpty() {
        return owed.isEmpty();
    }

    void tellAgain() {
        owed.forEach(this::tell);
    }

    private void tell(int slot, long id) {
        door.tell(slot, new SlotProtocol.BecomeUnsure(slot, id, replyTo));
    }
}
