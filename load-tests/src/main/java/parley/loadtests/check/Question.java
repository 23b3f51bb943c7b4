package parley.loadtests.check;

import org.jspecify.annotations.Nullable;
import parley.loadtests.check.Observation.Action;
import parley.loadtests.check.Observation.Range;

/**
 * A request without an answer yet. What it is not is null, or 0.
 *
 * @param action what a chat is asked to do
 * @param range which page is asked for
 * @param read whether a position is one of reading
 * @param seq the position
 */
record Question(
        long askedNanos,
        int chat,
        @Nullable Action action,
        long key,
        @Nullable Range range,
        @Nullable Boolean read,
        long seq) {

    static Question plain(long askedNanos, int chat) {
        return new Question(askedNanos, chat, null, 0, null, null, 0);
    }

    static Question command(long askedNanos, int chat, Action action, long key) {
        return new Question(askedNanos, chat, action, key, null, null, 0);
    }

    static Question page(long askedNanos, int chat, Range range) {
        return new Question(askedNanos, chat, null, 0, range, null, 0);
    }

    static Question position(long askedNanos, int chat, boolean read, long seq) {
        return new Question(askedNanos, chat, null, 0, null, read, seq);
    }
}
