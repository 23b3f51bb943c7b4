package parley.engine.fanout;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import parley.engine.fanout.FanOut.SlotDoor;
import parley.engine.session.SlotProtocol;

/** A door that is there before what lies behind it; what is told early goes through once it is open, in order. Thread-safe. */
public final class LateDoor implements SlotDoor {

    private final Queue<Consumer<SlotDoor>> early = new ArrayDeque<>();
    private volatile @Nullable SlotDoor behind;

    public void open(SlotDoor door) {
        synchronized (early) {
            early.forEach(told -> told.accept(door));
            early.clear();
            behind = door;
        }
    }

    @Override
    public void tell(int slot, SlotProtocol.Message message) {
        SlotDoor door = behind == null ? openedMeanwhile(slot, message) : behind;
        if (door != null) {
            door.tell(slot, message);
        }
    }

    /** Keeps the message if the door is still closed. */
    private @Nullable SlotDoor openedMeanwhile(int slot, SlotProtocol.Message message) {
        synchronized (early) {
            if (behind == null) {
                early.add(door -> door.tell(slot, message));
            }
            return behind;
        }
    }
}
