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
 * whoever reads one asks the chat, and are settled when it has become quiet. Decides which groups need a write, and remembers what
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

    /** Whether these groups may be acked as they are: rows are open, and nothing but messages is in them. */
    boolean covers(List<AckGate.Group> groups) {
        if (!open || !isTalk(groups)) {
            return false;
        }
        boolean hasRoom = unwritten + entries(groups) <= entriesMax;
        if (!hasRoom) {
            full.increment();
        }
        return hasRoom;
    }

    /** Whether rows that are written for these groups are to be open: they follow the last ones soon, and more will follow. */
    boolean opensWith(List<AckGate.Group> groups) {
        return isTalk(groups) && firstAt(groups) - lastAt < idleMillis && entries(groups) > 0;
    }

    /** They were acked, and rows do not have them. */
    void add(List<AckGate.Group> groups) {
        unwritten += entries(groups);
        for (AckGate.Group group : groups) {
            for (StoredEntry entry : group.entries()) {
                UserId by = entry.entry().event().by();
                if (by != null) {
                    own.put(by, new Position(entry.seq(), entry.entry().messages()));
                }
            }
        }
        heard(groups);
    }

    /** How far senders got whose rows do not say so. */
    Map<UserId, Position> own() {
        return Map.copyOf(own);
    }

    /** Rows with all of that are durable. */
    void written(List<AckGate.Group> groups, boolean asOpen) {
        settled();
        open = asOpen;
        heard(groups);
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

    private void heard(List<AckGate.Group> groups) {
        if (entries(groups) > 0) {
            goesOn = true;
            lastAt = lastAt(groups);
        }
    }

    private static boolean isTalk(List<AckGate.Group> groups) {
        return groups.stream()
                .flatMap(group -> group.entries().stream())
                .allMatch(entry -> entry.entry().event() instanceof ChatEvent.Posted);
    }

    private static int entries(List<AckGate.Group> groups) {
        return groups.stream().mapToInt(group -> group.entries().size()).sum();
    }

    private static long firstAt(List<AckGate.Group> groups) {
        return groups.stream()
                .flatMap(group -> group.entries().stream())
                .mapToLong(entry -> entry.entry().event().at())
                .findFirst()
                .orElse(Long.MAX_VALUE);
    }

    private static long lastAt(List<AckGate.Group> groups) {
        return groups.stream()
                .flatMap(group -> group.entries().stream())
                .mapToLong(entry -> entry.entry().event().at())
                .reduce((first, second) -> second)
                .orElse(0);
    }
}
