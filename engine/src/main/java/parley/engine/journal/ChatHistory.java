package parley.engine.journal;

import java.util.List;
import java.util.concurrent.CompletionStage;
import parley.engine.id.ChatId;

/**
 * Reads slices of a chat's log from the journal. Only entries of the one true chain are returned: the chain that ends with the
 * {@link Committed} entry, followed downwards by back-pointers; rows of other epochs (late writes of dead incarnations) are
 * dropped. Thread-safe; failures (store away, timed out) complete the stage exceptionally and change nothing.
 */
public interface ChatHistory {

    /** Entries in ascending order of seq, without holes; empty when the range holds none. */
    CompletionStage<List<StoredEntry>> read(ChatId chat, Slice slice, Committed committed);

    /** The newest entry that the chat has confirmed, whose epoch anchors the chain. */
    record Committed(long seq, long epoch) {}

    record StoredEntry(long seq, JournalEntry entry) {}

    /**
     * A range of seqs, both inclusive, cut to at most {@code entriesMax} entries and {@code bytesMax} stored bytes (but at least
     * one entry). Cut keeps the low end when {@code forward}, the high end otherwise.
     */
    record Slice(long fromSeq, long toSeq, boolean forward, int entriesMax, int bytesMax) {
        public Slice {
            if (fromSeq < 1 || entriesMax < 1 || bytesMax < 1) {
                throw new IllegalArgumentException("slice: from " + fromSeq + ", entries " + entriesMax + ", bytes "
                        + bytesMax + " (expected: all >= 1)");
            }
        }
    }
}
