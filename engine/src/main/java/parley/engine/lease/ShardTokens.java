package parley.engine.lease;

import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * The shard rows: who holds a shard, under which token. Changed only by lightweight transactions. Thread-safe. A stage that fails
 * means unknown: the row may have changed; doing the same again is safe, and may cost a token.
 */
public interface ShardTokens {

    /** Takes the shard for {@code holder}, whoever had it, under a token greater than every one it was ever held under. */
    CompletionStage<Long> acquire(String shard, String holder);

    /**
     * Raises the token of a shard that {@code holder} still holds under {@code token}, or a later one of an earlier call whose
     * answer was lost, above that and {@code atLeast}. Empty when somebody else has taken the shard since: then nothing was
     * changed.
     */
    CompletionStage<Optional<Long>> raise(String shard, String holder, long token, long atLeast);

    /** Marks the shard free if it is still held under {@code token}; otherwise does nothing. Completes with which it was. */
    CompletionStage<Boolean> release(String shard, long token);
}
