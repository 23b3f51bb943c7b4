package parley.engine.journal;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import parley.engine.journal.Chain.Entry;
import parley.engine.journal.Chain.Run;

/**
 * The replay rule, in one place. Incarnations of a chat's log write rows (seq, epoch) that name the epoch of the row before;
 * writes of dead incarnations may land late, and groups may be written in part. So:
 *
 * <ul>
 *   <li>a row is <em>reachable</em> if it follows the anchor, or a reachable row: seq one more, {@code previousEpoch} its epoch;
 *   <li>the <em>tip</em> is the reachable row of the highest epoch, and of these the one with the highest seq;
 *   <li>the <em>chain</em> is the tip and what its back-pointers lead to. Every other row is dropped.
 * </ul>
 *
 * Rows are fed by ascending seq; order within a seq does not matter. Memory grows with the epochs that are alive at one seq, not
 * with the number of rows. Not thread-safe.
 */
public final class ChainResolver {

    private final Entry anchor;
    private Entry tip;
    private @Nullable Run tipRun;

    /** The reachable rows at {@code levelSeq}, and those at the seq before it, by epoch, each with the run it ends. */
    private long levelSeq;

    private Map<Long, Link> level = new HashMap<>();
    private Map<Long, Link> levelBelow = new HashMap<>();

    private record Link(@Nullable Run run) {}

    /** Starts above {@code anchor}, an entry that the chain is known to contain; {@link Entry#START} for a whole log. */
    public ChainResolver(Entry anchor) {
        this.anchor = anchor;
        this.tip = anchor;
        this.levelSeq = anchor.seq();
        level.put(anchor.epoch(), new Link(null));
    }

    /**
     * Feeds one row.
     *
     * @throws IllegalArgumentException if rows are not fed in order
     */
    public void accept(long seq, long epoch, long previousEpoch) {
        if (seq <= anchor.seq()) {
            return;
        }
        if (seq < levelSeq) {
            throw new IllegalArgumentException("seq: " + seq + " (expected: at least " + levelSeq + ")");
        }
        riseTo(seq);
        Link below = levelBelow.get(previousEpoch);
        if (below == null) {
            return;
        }
        Run run = below.run != null && below.run.epoch() == epoch ? below.run : new Run(seq, epoch, below.run);
        level.put(epoch, new Link(run));
        if (epoch > tip.epoch() || (epoch == tip.epoch() && seq > tip.seq()) || tipRun == null) {
            tip = new Entry(seq, epoch);
            tipRun = run;
        }
    }

    private void riseTo(long seq) {
        if (seq == levelSeq) {
            return;
        }
        levelBelow = seq == levelSeq + 1 ? level : new HashMap<>();
        level = new HashMap<>();
        levelSeq = seq;
    }

    /** Whether a row with this seq could be reachable, given that all rows below it were fed. */
    public boolean canReach(long seq) {
        return seq == levelSeq ? !levelBelow.isEmpty() : seq == levelSeq + 1 && !level.isEmpty();
    }

    public Chain chain() {
        return new Chain(anchor, tip, tipRun);
    }
}
