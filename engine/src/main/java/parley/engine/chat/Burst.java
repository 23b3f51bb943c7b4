package parley.engine.chat;

import io.micrometer.core.instrument.Counter;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import parley.engine.chat.domain.ChatEvent;
import parley.engine.id.Position;
import parley.engine.id.UserId;
import parley.engine.journal.ChatHistory.StoredEntry;

/**
 * While messages follow each other soon, the rows of the lists are not written with each group: they are marked open once, so that
 * whoever reads one asks the chat, and are settled when it has become quiet. Decides which entries need a write, and remembers what
 * rows lack. Does no I/O. Confined to the chat's actor.
 */
final class Burst {

    private final long idleMillis;
    private final int entriesMax;
    private final Counter full;
    private final Map<UserId, Position> own = new LinkedHashMap<>();
    private long lastAt;
    private boolean open;
    private int unwritten;
    private boolean goesOn;

    /**
     * @param idle messages with less than this between them are a burst; zero for no bursts at all
     * @param entriesMax entries that rows may lack
     * @param full counts how often they would have lacked more
     */
    Burst(Duration idle, int entriesMax, Counter full) {
        this.idleMillis = idle.toMillis();
        this.entriesMax = entriesMax;
        this.full = full;
    }

    /** Whether rows are durable that say that more may have been acked. */
    boolean isOpen() {
        return open;
    }

    /** Whether these entries may be acked as they are: rows are open, and nothing but messages is among them. */
    boolean covers(List<StoredEntry> entries) {
        if (!open || !isTalk(entries)) {
            return false;
        }
        boolean hasRoom = unwritten + entries.size() <= entriesMax;
        if (!hasRoom) {
            full.increment();
        }
        return hasRoom;
    }

    /** Whether rows that are written for these entries are to be open: they follow the last ones soon, and more will follow. */
    boolean opensWith(List<StoredEntry> entries) {
        return !entries.isEmpty() && isTalk(entries) && at(entries.get(0)) - lastAt < idleMillis;
    }

    /** They were acked, and rows do not have them. */
    void add(List<StoredEntry> entries) {
        unwritten += entries.size();
        for (StoredEntry entry : entries) {
            UserId by = entry.entry().event().by();
            if (by != null) {
                own.put(by, new Position(entry.seq(), entry.entry().messages()));
            }
        }
        heard(entries);
    }

    /** How far senders got whose rows do not say so. */
    Map<UserId, Position> own() {
        return Map.copyOf(own);
    }

    /** Rows with all of that are durable. */
    void written(List<StoredEntry> entries, boolean asOpen) {
        settled();
        open = asOpen;
        heard(entries);
    }

    /** A write is under way after which rows are not open: whatever comes now needs a write of its own. */
    void settling() {
        open = false;
    }

    /** Rows lack nothing any more. */
    void settled() {
        own.clear();
        unwritten = 0;
    }

    /** Whether anything came since this was asked before. */
    boolean goesOn() {
        boolean since = goesOn;
        goesOn = false;
        return since;
    }

    private void heard(List<StoredEntry> entries) {
        if (!entries.isEmpty()) {
            goesOn = true;
            lastAt = at(entries.get(entries.size() - 1));
        }
    }

    private static boolean isTalk(List<StoredEntry> entries) {
        return entries.stream().allMatch(entry -> entry.entry().event() instanceof ChatEvent.Posted);
    }

    private static long at(StoredEntry entry) {
        return entry.entry().event().at();
    }
}
