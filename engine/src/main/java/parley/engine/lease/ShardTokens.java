package parley.engine.lease;

import java.util.concurrent.CompletionStage;

/**
 * The shard rows: who holds a shard, under which token. Changed only by lightweight transactions. Thread-safe.
 */
public interface ShardTokens {

    /**
     * Takes the shard for {@code holder} under a token greater than {@code atLeast} and than every token it was ever held
     * under. A stage that fails means unknown: the row may have changed; taking it again is safe.
     */
    CompletionStage<Long> acquire(String shard, String holder, long atLeast);

    /** Marks the shard free if it is still held under {@code token}; otherwise does nothing. Completes with which it was. */
    CompletionStage<Boolean> release(String shard, long token);
}
