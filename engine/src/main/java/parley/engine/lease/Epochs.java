package parley.engine.lease;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import parley.engine.journal.Epoch;

/**
 * Makes the epochs of this node's chats from the tokens under which it holds their shards: each is greater than every epoch made
 * before, here or on any other node. Thread-safe. One an actor system.
 */
public final class Epochs {

    private final ShardTokens tokens;
    private final String holder;
    private final Map<String, Shard> shards = new ConcurrentHashMap<>();

    /** Nothing is taken yet. {@code holder} names this incarnation of this node, for operators to read. */
    public Epochs(ShardTokens tokens, String holder) {
        this.tokens = tokens;
        this.holder = holder;
    }

    /** Takes the shard: its token is raised in the store. Fails if the store does not answer; taking it again is safe. */
    public CompletionStage<Void> acquire(String shardId) {
        return tokens.acquire(shardId, holder).thenAccept(token -> shards.put(shardId, new Shard(shardId, token)));
    }

    /** Gives the shard up, if this node still has it; no epochs are made for it any more. */
    public CompletionStage<Boolean> release(String shardId) {
        Shard shard = shards.remove(shardId);
        return shard == null ? CompletableFuture.completedFuture(true) : shard.release();
    }

    public boolean holds(String shardId) {
        return shards.containsKey(shardId);
    }

    /** An epoch for a new incarnation of a chat on this shard. Fails if the shard is not, or no longer, this node's. */
    public CompletionStage<Long> next(String shardId) {
        return nextAbove(shardId, Epoch.NONE);
    }

    /** An epoch above one that was read from the log; the shard's token is raised if need be. */
    public CompletionStage<Long> nextAbove(String shardId, long epoch) {
        Shard shard = shards.get(shardId);
        if (shard == null) {
            return CompletableFuture.failedFuture(new ShardNotHeldException(shardId));
        }
        @Nullable Long local = shard.takeAbove(epoch);
        if (local != null) {
            return CompletableFuture.completedFuture(local);
        }
        return shard.raise(Epoch.token(epoch)).thenCompose(raised -> nextAbove(shardId, epoch));
    }

    /** The shard is not this node's: whoever it belongs to makes its epochs. */
    public static final class ShardNotHeldException extends RuntimeException {
        ShardNotHeldException(String shardId) {
            super("shard: " + shardId + " (expected: one that this node holds)");
        }
    }

    /** One shard's token and counter. Concurrent raises are one request. */
    private final class Shard {

        private final String id;
        private long token;
        private long counter;
        private @Nullable CompletableFuture<Void> raising;

        Shard(String id, long token) {
            this.id = id;
            this.token = token;
        }

        synchronized @Nullable Long takeAbove(long epoch) {
            if (counter > Epoch.COUNTER_MAX || Epoch.of(token, counter) <= epoch) {
                return null;
            }
            return Epoch.of(token, counter++);
        }

        synchronized CompletionStage<Void> raise(long atLeast) {
            if (raising != null) {
                return raising;
            }
            CompletableFuture<Void> started = new CompletableFuture<>();
            raising = started;
            tokens.raise(id, holder, token, atLeast)
                    .thenAccept(this::raised)
                    .whenComplete((done, failure) -> finishRaise(started, failure));
            return started;
        }

        private synchronized void raised(Optional<Long> to) {
            token = to.orElseThrow(() -> new ShardNotHeldException(id));
            counter = 0;
        }

        private void finishRaise(CompletableFuture<Void> started, @Nullable Throwable failure) {
            synchronized (this) {
                raising = null;
            }
            if (failure == null) {
                started.complete(null);
            } else {
                started.completeExceptionally(failure);
            }
        }

        synchronized CompletionStage<Boolean> release() {
            return tokens.release(id, token);
        }
    }
}
