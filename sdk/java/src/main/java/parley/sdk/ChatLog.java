package parley.sdk;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What this client has of one chat: a stretch of entries without a hole, and beside it what arrived early, which is shown only once the gap
 * before it is filled. Changed on the loop, read on any thread.
 */
final class ChatLog {

    private static final int HELD_MAX = 500;
    /** Of a chat that nobody looks at. */
    private static final int KEPT_MAX = 1_000;

    private static final int KEPT_AFTER_TRIM = 500;
    /** Of a chat on the screen, where somebody may read back. */
    private static final int SHOWN_MAX = 10_000;

    private final TreeMap<Long, Entry> held = new TreeMap<>();
    private final Set<String> keys = new HashSet<>();
    private List<Entry> entries = new ArrayList<>();
    private boolean loaded;

    /** Ascending, dense; as of now. */
    synchronized List<Entry> entries() {
        return List.copyOf(entries);
    }

    /** Those after some seq, at most so many. */
    synchronized List<Entry> after(long seq, int most) {
        int from = (int) Math.max(0, seq + 1 - first());
        return from >= entries.size()
                ? List.of()
                : List.copyOf(entries.subList(from, Math.min(entries.size(), from + most)));
    }

    /** Whether a first page was read; until then pushes have nothing to join on to. */
    synchronized boolean isLoaded() {
        return loaded;
    }

    /** The newest seq without a gap before it, 0 for none. */
    synchronized long last() {
        return entries.isEmpty() ? 0 : entries.get(entries.size() - 1).seq();
    }

    /** The oldest seq, 0 for none. */
    synchronized long first() {
        return entries.isEmpty() ? 0 : entries.get(0).seq();
    }

    synchronized boolean reachesStart() {
        return loaded && first() <= 1;
    }

    /** Whether there is no room for older entries. */
    synchronized boolean isFull() {
        return entries.size() >= SHOWN_MAX;
    }

    synchronized boolean hasGap() {
        return !held.isEmpty();
    }

    /** Whether a message with this key is in it. */
    synchronized boolean has(String key) {
        return keys.contains(key);
    }

    /** The newest page, instead of whatever was here. */
    synchronized void start(List<Entry> page) {
        List<Entry> early = new ArrayList<>(held.values());
        reset();
        loaded = true;
        page.forEach(this::push);
        append(early);
    }

    /** Entries in ascending order: known ones are ignored, the next ones applied, later ones held until the gap is filled. */
    synchronized void append(List<Entry> arrived) {
        for (Entry entry : arrived) {
            if (!loaded || entry.seq() > last() + 1) {
                hold(entry);
            } else if (entry.seq() == last() + 1) {
                push(entry);
            }
        }
        release();
    }

    /** @param page ascending, ending right before the oldest entry */
    synchronized void prepend(List<Entry> page) {
        List<Entry> older = new ArrayList<>(
                page.stream().filter(entry -> entry.seq() < first()).toList());
        if (!older.isEmpty() && older.get(older.size() - 1).seq() == first() - 1) {
            older.forEach(this::note);
            older.addAll(entries);
            entries = older;
        }
    }

    /**
     * Forgets the oldest entries of a long log; they can be read again.
     *
     * @param shown whether somebody looks at it
     */
    synchronized void trim(boolean shown) {
        if (entries.size() > (shown ? SHOWN_MAX : KEPT_MAX)) {
            int dropped = entries.size() - KEPT_AFTER_TRIM;
            entries.subList(0, dropped).forEach(entry -> keys.remove(String.valueOf(entry.key())));
            entries = new ArrayList<>(entries.subList(dropped, entries.size()));
        }
    }

    synchronized void reset() {
        entries = new ArrayList<>();
        loaded = false;
        held.clear();
        keys.clear();
    }

    private void push(Entry entry) {
        entries.add(entry);
        note(entry);
    }

    private void note(Entry entry) {
        if (entry.key() != null) {
            keys.add(entry.key());
        }
    }

    private void hold(Entry entry) {
        if (held.size() < HELD_MAX) {
            held.put(entry.seq(), entry);
        }
    }

    private void release() {
        if (loaded) {
            for (Entry next = held.remove(last() + 1); next != null; next = held.remove(last() + 1)) {
                push(next);
            }
            Map<Long, Entry> known = held.headMap(last(), true);
            known.clear();
        }
    }
}
