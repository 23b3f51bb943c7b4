package parley.engine.session;

import akka.actor.typed.Behavior;
import java.util.List;
import parley.engine.inbox.Inbox.InboxRow;

/** Slots as sharding starts and stops them, and a client's digest, for tests in other packages. */
public final class SessionDoor {

    private SessionDoor() {}

    public static Behavior<SlotProtocol.Message> slot(int slot, SessionServices services, SessionSettings settings) {
        return SessionSlot.create(slot, services, settings);
    }

    public static SlotProtocol.Message stop() {
        return SessionSlot.Stop.INSTANCE;
    }

    public static List<Long> digest(List<InboxRow> rows) {
        return ListDigest.of(rows);
    }
}
