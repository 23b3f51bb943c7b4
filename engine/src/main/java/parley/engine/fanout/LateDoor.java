package parley.engine.fanout;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import parley.engine.fanout.FanOut.SlotDoor;
import parley.engine.session.SlotProtocol;

/** A door that is there before what lies behind it; what is told early goes through once it is open, in order. */
public final class LateDoor implements SlotDoor {

    private final CompletableFuture<SlotDoor> behind = new CompletableFuture<>();
    private final CompletionStage<SlotDoor> opened = behind;

    public void open(SlotDoor door) {
        behind.complete(door);
    }

    @Override
    public void tell(int slot, SlotProtocol.Message message) {
        opened.thenAccept(door -> door.tell(slot, message));
    }
}
