package parley.engine.chat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import parley.engine.id.Position;

/**
 * The newest confirmed entries of a chat as wire objects, so that whoever is a little behind is served without a read. Dense:
 * no seq is missing between the first and the last. Bounded by count and bytes. Confined to the chat's actor.
 */
final class RecentEntries {

    record Encoded(long seq, long messages, byte[] json) {}

    private final int entriesMax;
    private final int bytesMax;
    private final Deque<Encoded> entries = new ArrayDeque<>();
    private long bytes;

    RecentEntries(int entriesMax, int bytesMax) {
        this.entriesMax = entriesMax;
        this.bytesMax = bytesMax;
    }

    /** @throws IllegalStateException if the entry is not the one that comes next */
    void add(Encoded entry) {
        Encoded last = entries.peekLast();
        if (last != null && entry.seq() != last.seq() + 1) {
            throw new IllegalStateException("seq: " + entry.seq() + " (expected: " + (last.seq() + 1) + ")");
        }
        entries.addLast(entry);
        bytes += entry.json().length;
        while (entries.size() > entriesMax || bytes > bytesMax) {
            bytes -= entries.removeFirst().json().length;
        }
    }

    boolean covers(long fromSeq, long toSeq) {
        Encoded first = entries.peekFirst();
        Encoded last = entries.peekLast();
        return first != null && last != null && first.seq() <= fromSeq && toSeq <= last.seq();
    }

    /** Ascending; cut to {@code pageBytesMax}, keeping the low end if {@code forward}, else the high end; at least one. */
    List<Encoded> slice(long fromSeq, long toSeq, boolean forward, int pageBytesMax) {
        List<Encoded> cut = new ArrayList<>();
        long cutBytes = 0;
        Iterator<Encoded> iterator = forward ? entries.iterator() : entries.descendingIterator();
        while (iterator.hasNext()) {
            Encoded entry = iterator.next();
            if (entry.seq() < fromSeq || entry.seq() > toSeq) {
                continue;
            }
            cutBytes += entry.json().length;
            if (!cut.isEmpty() && cutBytes > pageBytesMax) {
                break;
            }
            cut.add(entry);
        }
        if (!forward) {
            java.util.Collections.reverse(cut);
        }
        return cut;
    }

    Optional<Position> positionAt(long seq) {
        return covers(seq, seq)
                ? entries.stream()
                        .filter(entry -> entry.seq() == seq)
                        .findFirst()
                        .map(entry -> new Position(seq, entry.messages()))
                : Optional.empty();
    }
}
