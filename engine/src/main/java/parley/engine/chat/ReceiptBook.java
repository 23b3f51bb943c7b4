package parley.engine.chat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import parley.engine.id.Position;
import parley.engine.id.UserId;
import parley.engine.inbox.Receipts.Receipt;

/**
 * How far the members have got, gathered until the next flush: of many moves of a user only the newest is written and told.
 * Holds at most one entry a member, and those of who left until the next flush. Confined to the chat's actor.
 */
final class ReceiptBook {

    /** {@code read}: null when only the arrival moved since the last flush. */
    record Moved(
            UserId user,
            long deliveredSeq,
            long readSeq,
            @Nullable Position read) {

        Receipt receipt() {
            return new Receipt(user, deliveredSeq, readSeq);
        }

        private Moved with(@Nullable Position unwritten) {
            return new Moved(user, deliveredSeq, readSeq, unwritten);
        }
    }

    private final Map<UserId, Moved> known = new HashMap<>();
    private final Map<UserId, Moved> moved = new LinkedHashMap<>();
    private Map<UserId, Moved> flushing = Map.of();

    void delivered(UserId user, long seq) {
        Moved before = known.getOrDefault(user, new Moved(user, 0, 0, null));
        if (seq > before.deliveredSeq()) {
            put(new Moved(user, seq, before.readSeq(), pendingRead(user)));
        }
    }

    /** What was read was delivered. */
    void read(UserId user, Position read) {
        Moved before = known.getOrDefault(user, new Moved(user, 0, 0, null));
        if (read.seq() > before.readSeq()) {
            put(new Moved(user, Math.max(before.deliveredSeq(), read.seq()), read.seq(), read));
        }
    }

    private void put(Moved after) {
        known.put(after.user(), after);
        moved.put(after.user(), after);
    }

    private @Nullable Position pendingRead(UserId user) {
        Moved pending = moved.get(user);
        return pending == null ? null : pending.read();
    }

    boolean hasMoved() {
        return !moved.isEmpty();
    }

    boolean isFlushing() {
        return !flushing.isEmpty();
    }

    /** Whether all that the user moved is written. */
    boolean isWritten(UserId user) {
        return !moved.containsKey(user) && !flushing.containsKey(user);
    }

    /** What moved since the last flush, which is over: to be written now. */
    List<Moved> startFlush() {
        flushing = new LinkedHashMap<>(moved);
        moved.clear();
        return new ArrayList<>(flushing.values());
    }

    void flushed() {
        flushing = Map.of();
    }

    /**
     * What could not be written is not known any more, so that it moves when it is said again; where the user has moved
     * since, it goes with the next flush.
     */
    void flushFailed() {
        flushing.forEach((user, failed) -> {
            if (moved.containsKey(user)) {
                moved.computeIfPresent(user, (same, newer) -> newer.read() == null ? newer.with(failed.read()) : newer);
            } else {
                known.remove(user);
            }
        });
        flushing = Map.of();
    }

    /** Forgets everybody else. */
    void keepOnly(Predicate<UserId> members) {
        known.keySet().removeIf(members.negate());
    }
}
