package parley.loadtests.client;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One chat's log as a client has it: the entries after {@code base}, without a hole, up to {@code have}. Entries beyond a gap are held
 * back, a bounded number of them, until the gap is filled. Not thread-safe.
 */
final class Replica {

    private final int entriesMax;
    private final int heldBackMax;
    private final List<Entry> entries = new ArrayList<>();
    private final TreeMap<Long, Entry> heldBack = new TreeMap<>();
    private long base;
    private long have;
    private long newest;

    /** What an entry did. */
    enum Offer {
        /** It came next. */
        APPLIED,
        /** The client had it. */
        KNOWN,
        /** The client had another entry with this seq: the server contradicts itself. */
        CONFLICT,
        /** Something is missing before it. */
        HELD_BACK
    }

    /** A log of which the client has everything up to {@code base}, which it does not keep. */
    Replica(long base, int entriesMax, int heldBackMax) {
        this.entriesMax = entriesMax;
        this.heldBackMax = heldBackMax;
        restart(base);
    }

    long base() {
        return base;
    }

    long have() {
        return have;
    }

    /** The highest seq that the client heard of. */
    long newest() {
        return newest;
    }

    /** Whether the chat is known to have more than this. */
    boolean behind() {
        return newest > have;
    }

    /** Somebody said that the chat has entries up to this seq. */
    void heard(long seq) {
        newest = Math.max(newest, seq);
    }

    /** A page said that nothing more is to be had; what is held back still waits for its gap. */
    void heardEnd() {
        newest = heldBack.isEmpty() ? have : Math.max(have, heldBack.lastKey());
    }

    Offer offer(Entry entry) {
        heard(entry.seq());
        if (entry.seq() <= have) {
            Entry known = at(entry.seq());
            return known == null || known.equals(entry) ? Offer.KNOWN : Offer.CONFLICT;
        }
        if (entry.seq() > have + 1) {
            heldBack.put(entry.seq(), entry);
            if (heldBack.size() > heldBackMax) {
                heldBack.pollLastEntry();
            }
            return Offer.HELD_BACK;
        }
        apply(entry);
        return Offer.APPLIED;
    }

    /** The next entry if it was held back and nothing is missing before it any more; now applied. */
    @Nullable
    Entry release() {
        heldBack.headMap(have, true).clear();
        Entry next = heldBack.remove(have + 1);
        if (next != null) {
            apply(next);
        }
        return next;
    }

    /** Drops everything and goes on after {@code seq}. */
    void restart(long seq) {
        entries.clear();
        heldBack.clear();
        base = seq;
        have = seq;
        newest = seq;
    }

    List<Entry> entries() {
        return List.copyOf(entries);
    }

    private void apply(Entry entry) {
        entries.add(entry);
        have = entry.seq();
        if (entries.size() > entriesMax) {
            int dropped = Math.max(1, entriesMax / 10);
            entries.subList(0, dropped).clear();
            base += dropped;
        }
    }

    private @Nullable Entry at(long seq) {
        return seq <= base ? null : entries.get((int) (seq - base - 1));
    }
}
