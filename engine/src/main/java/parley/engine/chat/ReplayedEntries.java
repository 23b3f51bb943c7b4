package parley.engine.chat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import parley.engine.journal.ChatHistory.StoredEntry;
import parley.engine.journal.JournalEntry;

/** The newest entries that recovery replayed, so that they need not be read again to be shown. Bounded; drained once. */
final class ReplayedEntries {

    private final int entriesMax;
    private final Deque<StoredEntry> newest = new ArrayDeque<>();

    ReplayedEntries(int entriesMax) {
        this.entriesMax = entriesMax;
    }

    void remember(long seq, JournalEntry entry) {
        newest.addLast(new StoredEntry(seq, entry));
        if (newest.size() > entriesMax) {
            newest.removeFirst();
        }
    }

    List<StoredEntry> drain() {
        List<StoredEntry> drained = new ArrayList<>(newest);
        newest.clear();
        return drained;
    }
}
