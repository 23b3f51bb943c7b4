package parley.engine.lease;

import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * The shard rows: who holds a shard, under which token. Changed only by lightweight transactions, read serially. Thread-safe. A
 * stage that fails means unknown: the row may have changed; doing the same again is safe, and may cost a token.
 */
public interface ShardTokens {

    /** {@code holder}: empty when nobody holds it. {@code token}: the greatest it was ever held under. */
    record ShardRow(Optional<NodeIncarnation> holder, long token) {}

    /** Empty for a shard that was never held. */
    CompletionStage<Optional<ShardRow>> read(String shard);

    /**
     * Takes the shard under a token greater than every one before, if its row is still as it was read. Empty when it is not:
     * somebody else was faster, or its holder is alive.
     */
    CompletionStage<Optional<Long>> take(String shard, NodeIncarnation holder, Optional<ShardRow> asRead);

    /**
     * Raises the token of a shard that {@code holder} still holds under {@code token}, or a later one of an earlier call whose
     * answer was lost, above that and {@code atLeast}. Empty when somebody else has taken the shard since: then nothing was
     * changed.
     */
    CompletionStage<Optional<Long>> raise(String shard, NodeIncarnation holder, long token, long atLeast);

    /** Marks the shard free if it is still held under {@code token}; otherwise does nothing. Completes with which it was. */
    CompletionStage<Boolean> release(String shard, long token);
}
