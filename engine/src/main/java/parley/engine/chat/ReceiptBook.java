package parley.engine.chat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import parley.engine.id.UserId;
import parley.engine.inbox.Receipts.Receipt;

/**
 * How far the members have got, gathered until the next flush: of many moves of a user only the newest is written and told.
 * Holds at most one receipt a member. Confined to the chat's actor.
 */
final class ReceiptBook {

    private final Map<UserId, Receipt> known = new HashMap<>();
    private final Map<UserId, Receipt> moved = new LinkedHashMap<>();

    /** Positions of 0 say nothing. True if this is the first move since the last flush. */
    boolean move(UserId user, long deliveredSeq, long readSeq) {
        Receipt before = known.getOrDefault(user, new Receipt(user, 0, 0));
        Receipt after = new Receipt(
                user,
                Math.max(Math.max(before.deliveredSeq(), deliveredSeq), readSeq),
                Math.max(before.readSeq(), readSeq));
        if (after.equals(before)) {
            return false;
        }
        boolean first = moved.isEmpty();
        known.put(user, after);
        moved.put(user, after);
        return first;
    }

    /** What moved since the last flush. */
    List<Receipt> flush() {
        List<Receipt> flushed = new ArrayList<>(moved.values());
        moved.clear();
        return flushed;
    }

    void forget(UserId user) {
        known.remove(user);
        moved.remove(user);
    }
}
