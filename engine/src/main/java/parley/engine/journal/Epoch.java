package parley.engine.journal;

import parley.engine.id.Seq;

/**
 * How epochs are made and packed. An epoch is a shard's token (24 bits, raised in the store by each acquisition of the shard)
 * and a counter (11 bits, raised in memory by each incarnation of a chat on that shard); when the counter runs out, the token
 * is raised. Cells that belong to a chat are written with a timestamp made from epoch and seq (28 bits), so the store's
 * last-write-wins becomes "the newest incarnation's newest entry wins" under any clock.
 */
public final class Epoch {

    public static final int COUNTER_BITS = 11;
    public static final int TOKEN_BITS = 24;
    public static final int SEQ_BITS = 28;

    /** The epoch before the first one. */
    public static final long NONE = 0;

    public static final long TOKEN_MAX = (1L << TOKEN_BITS) - 1;
    public static final long COUNTER_MAX = (1L << COUNTER_BITS) - 1;

    /** The most entries that one chat can have; a chat that is full refuses what is sent to it. */
    public static final long SEQ_MAX = (1L << SEQ_BITS) - 1;

    private Epoch() {}

    public static long of(long token, long counter) {
        requireRange("token", token, 1, TOKEN_MAX);
        requireRange("counter", counter, 0, COUNTER_MAX);
        return (token << COUNTER_BITS) | counter;
    }

    public static long token(long epoch) {
        return epoch >>> COUNTER_BITS;
    }

    /** The store's write timestamp for a cell that says what was so at {@code seq}: grows with (epoch, seq). */
    public static long timestamp(long epoch, long seq) {
        requireRange("seq", seq, Seq.NONE, SEQ_MAX);
        return (epoch << SEQ_BITS) | seq;
    }

    private static void requireRange(String what, long value, long min, long max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(what + ": " + value + " (expected: " + min + " to " + max + ")");
        }
    }
}
