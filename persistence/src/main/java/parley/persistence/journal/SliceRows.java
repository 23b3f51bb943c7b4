package parley.persistence.journal;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.TreeMap;
import parley.engine.journal.ChatHistory.Committed;
import parley.engine.journal.ChatHistory.Slice;

/** The rows that a slice's query brings, of whatever chain, and the cut through them. Not thread-safe. */
final class SliceRows {

    private final Slice slice;
    private final long fromSeq;
    private final long toSeq;
    private final TreeMap<Long, List<LogRow>> rowsBySeq = new TreeMap<>();
    private long bytes;
    private long topSeq;

    SliceRows(Slice slice, Committed committed) {
        this.slice = slice;
        long top = Math.min(slice.toSeq(), committed.seq());
        fromSeq = slice.forward() ? slice.fromSeq() : Math.max(slice.fromSeq(), top - slice.entriesMax() + 1);
        toSeq = slice.forward() ? Math.min(top, slice.fromSeq() + slice.entriesMax() - 1) : top;
    }

    boolean isEmpty() {
        return fromSeq > toSeq;
    }

    long fromSeq() {
        return fromSeq;
    }

    long toSeq() {
        return toSeq;
    }

    void add(LogRow row) {
        bytes += row.bodyBytes();
        rowsBySeq.computeIfAbsent(row.seq(), seq -> new ArrayList<>(1)).add(row);
    }

    /** More than one seq, because the rows of the last one may not all be there yet. */
    boolean isEnough() {
        return bytes > slice.bytesMax() && rowsBySeq.size() > 1;
    }

    /** To be called when no more rows come. A read that stopped early may have stopped within a seq, which is dropped. */
    void close() {
        if (!rowsBySeq.isEmpty() && isEnough()) {
            long last = slice.forward() ? rowsBySeq.lastKey() : rowsBySeq.firstKey();
            if (last != (slice.forward() ? toSeq : fromSeq)) {
                rowsBySeq.remove(last);
            }
        }
        topSeq = slice.forward() && !rowsBySeq.isEmpty() ? rowsBySeq.lastKey() : toSeq;
    }

    /** The highest seq of the slice that was read; known once closed. */
    long topSeq() {
        return topSeq;
    }

    boolean isSingle(long seq) {
        return rowsAt(seq).size() == 1;
    }

    long singleEpoch(long seq) {
        return rowsAt(seq).get(0).epoch();
    }

    /**
     * The chain's rows, ascending, cut to the slice's limits.
     *
     * @param topEpoch of the entry at {@link #topSeq()}
     * @throws IllegalStateException if there is a hole
     */
    List<LogRow> chainDownFrom(long topEpoch) {
        Deque<LogRow> chain = new ArrayDeque<>();
        long bottom = slice.forward() || rowsBySeq.isEmpty() ? fromSeq : rowsBySeq.firstKey();
        long epoch = topEpoch;
        for (long seq = topSeq; seq >= bottom; seq--) {
            LogRow row = rowAt(seq, epoch);
            chain.addFirst(row);
            epoch = row.previousEpoch();
        }
        return cut(chain);
    }

    private List<LogRow> rowsAt(long seq) {
        return rowsBySeq.getOrDefault(seq, List.of());
    }

    private LogRow rowAt(long seq, long epoch) {
        for (LogRow row : rowsAt(seq)) {
            if (row.epoch() == epoch) {
                return row;
            }
        }
        throw new IllegalStateException("log: no row " + seq + "/" + epoch + " (expected: one in a committed range)");
    }

    private List<LogRow> cut(Deque<LogRow> chain) {
        Deque<LogRow> kept = new ArrayDeque<>();
        long keptBytes = 0;
        while (!chain.isEmpty()) {
            LogRow next = slice.forward() ? chain.removeFirst() : chain.removeLast();
            keptBytes += next.bodyBytes();
            if (!kept.isEmpty() && keptBytes > slice.bytesMax()) {
                break;
            }
            if (slice.forward()) {
                kept.addLast(next);
            } else {
                kept.addFirst(next);
            }
        }
        return List.copyOf(kept);
    }
}
