package parley.persistence.journal;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import parley.engine.journal.ChatHistory.Committed;

/**
 * Keys of rows above a seq at which there are several: read upwards until a seq has a single row, or to the committed entry,
 * then followed down. Not thread-safe.
 */
final class KeysAbove {

    private final long bottomSeq;
    private final Committed committed;
    private final TreeMap<Long, Map<Long, Long>> previousByEpochBySeq = new TreeMap<>();
    private boolean decided;

    KeysAbove(long bottomSeq, Committed committed) {
        this.bottomSeq = bottomSeq;
        this.committed = committed;
    }

    long committedSeq() {
        return committed.seq();
    }

    /** By ascending seq. A seq is complete when the next one begins. */
    void add(long seq, long epoch, long previousEpoch) {
        if (!previousByEpochBySeq.isEmpty()) {
            var last = previousByEpochBySeq.lastEntry();
            decided |= last.getKey() < seq && last.getValue().size() == 1;
        }
        previousByEpochBySeq.computeIfAbsent(seq, at -> new HashMap<>()).put(epoch, previousEpoch);
    }

    /** Whether some seq is known to have a single row, so that nothing above it matters. */
    boolean isDecided() {
        return decided;
    }

    /** @throws IllegalStateException if the log has a hole below what was committed */
    long epochAtBottom() {
        long seq = startSeq();
        long epoch = seq == committed.seq() ? committed.epoch() : onlyEpochAt(seq);
        for (; seq > bottomSeq; seq--) {
            Long previous = previousByEpochBySeq.getOrDefault(seq, Map.of()).get(epoch);
            if (previous == null) {
                throw new IllegalStateException(
                        "log: no row " + seq + "/" + epoch + " (expected: one, below committed " + committed + ")");
            }
            epoch = previous;
        }
        return epoch;
    }

    private long startSeq() {
        for (var level : previousByEpochBySeq.entrySet()) {
            boolean complete = level.getKey() < previousByEpochBySeq.lastKey();
            if (complete && level.getValue().size() == 1) {
                return level.getKey();
            }
        }
        return committed.seq();
    }

    private long onlyEpochAt(long seq) {
        return previousByEpochBySeq
                .getOrDefault(seq, Map.of())
                .keySet()
                .iterator()
                .next();
    }
}
