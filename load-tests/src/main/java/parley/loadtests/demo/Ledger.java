package parley.loadtests.demo;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * What was sent, and what the server said about it: the truth that everything read later is held against. Thread-safe.
 */
final class Ledger {

    /** A message; {@code seq} is where it was acked, null if its outcome is unknown. */
    record Line(
            String key, String by, String text, @Nullable Long seq) {}

    private final Map<String, Map<String, Line>> chats = new LinkedHashMap<>();
    private final Map<String, Long> lastSeqs = new HashMap<>();
    private final LongAdder sent = new LongAdder();
    private final LongAdder acked = new LongAdder();

    synchronized void sent(String chat, String key, String by, String text) {
        chats.computeIfAbsent(chat, id -> new LinkedHashMap<>()).put(key, new Line(key, by, text, null));
        sent.increment();
    }

    synchronized void acked(String chat, String key, long seq) {
        Map<String, Line> lines = chats.getOrDefault(chat, Map.of());
        if (lines.computeIfPresent(key, (id, line) -> new Line(id, line.by(), line.text(), seq)) == null) {
            throw new IllegalStateException("an ack of a message that was not sent: " + key);
        }
        acked.increment();
        reached(chat, seq);
    }

    /** The chat is known to have an entry with this seq. */
    synchronized void reached(String chat, long seq) {
        lastSeqs.merge(chat, seq, Math::max);
    }

    /** The highest seq that the server told of in an answer. */
    synchronized long lastSeq(String chat) {
        return lastSeqs.getOrDefault(chat, 0L);
    }

    /** A chat's messages, in the order in which they were sent. */
    synchronized List<Line> lines(String chat) {
        return new ArrayList<>(chats.getOrDefault(chat, Map.of()).values());
    }

    long sentCount() {
        return sent.sum();
    }

    long ackedCount() {
        return acked.sum();
    }
}
