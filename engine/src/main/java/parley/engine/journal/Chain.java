package parley.engine.journal;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.NoSuchElementException;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The one true chain of a log above an anchor: which epoch wrote which seq. Memory is one run for each incarnation that wrote,
 * whatever the number of entries. Immutable.
 */
public final class Chain {

    private final Entry anchor;
    private final Entry tip;
    private final TreeMap<Long, Long> epochByFirstSeq = new TreeMap<>();

    /** Seq and epoch of one entry; {@link #START} is the place before the first one. */
    public record Entry(long seq, long epoch) {
        public static final Entry START = new Entry(0, 0);
    }

    /** Entries from {@code firstSeq} on that one epoch has written on top of {@code below}. */
    record Run(long firstSeq, long epoch, @Nullable Run below) {}

    Chain(Entry anchor, Entry tip, @Nullable Run topRun) {
        this.anchor = anchor;
        this.tip = tip;
        Deque<Run> runs = new ArrayDeque<>();
        for (Run run = topRun; run != null; run = run.below) {
            runs.push(run);
        }
        runs.forEach(run -> epochByFirstSeq.put(run.firstSeq, run.epoch));
    }

    /** The newest entry, or the anchor if there is none above it. */
    public Entry tip() {
        return tip;
    }

    public Entry anchor() {
        return anchor;
    }

    /** Whether this row is an entry of the log, and not what a dead incarnation left. */
    public boolean contains(long seq, long epoch) {
        return seq > anchor.seq && seq <= tip.seq && epochAt(seq) == epoch;
    }

    private long epochAt(long seq) {
        var run = epochByFirstSeq.floorEntry(seq);
        if (run == null) {
            throw new NoSuchElementException("seq: " + seq + " (expected: above " + anchor.seq + ")");
        }
        return run.getValue();
    }
}
