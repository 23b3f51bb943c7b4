package parley.engine.lease;

import java.util.Map;
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
        return shard(shardId).raise(0);
    }

    /** Gives the shard up, if this node still has it. */
    public CompletionStage<Boolean> release(String shardId) {
        Shard shard = shards.remove(shardId);
        return shard == null ? CompletableFuture.completedFuture(true) : shard.release();
    }

    public boolean holds(String shardId) {
        Shard shard = shards.get(shardId);
        return shard != null && shard.isHeld();
    }

    /** An epoch for a new incarnation of a chat on this shard. Raises the token when its counter has run out. */
    public CompletionStage<Long> next(String shardId) {
        return nextAbove(shardId, Epoch.NONE);
    }

    /** An epoch above one that was read from the log. */
    public CompletionStage<Long> nextAbove(String shardId, long epoch) {
        Shard shard = shard(shardId);
        @Nullable Long local = shard.takeAbove(epoch);
        if (local != null) {
            return CompletableFuture.completedFuture(local);
        }
        return shard.raise(Epoch.token(epoch)).thenCompose(raised -> nextAbove(shardId, epoch));
    }

    private Shard shard(String shardId) {
        return shards.computeIfAbsent(shardId, Shard::new);
    }

    /** One shard's token and counter. Concurrent raises are one request. */
    private final class Shard {

        private final String id;
        private long token;
        private long counter = Epoch.COUNTER_MAX + 1;
        private @Nullable CompletableFuture<Void> raising;

        Shard(String id) {
            this.id = id;
        }

        synchronized boolean isHeld() {
            return token > 0;
        }

        synchronized @Nullable Long takeAbove(long epoch) {
            if (counter > Epoch.COUNTER_MAX) {
                return null;
            }
            long next = Epoch.of(token, counter);
            if (next <= epoch) {
                return null;
            }
            counter++;
            return next;
        }

        synchronized CompletionStage<Void> raise(long atLeast) {
            if (raising != null) {
                return raising;
            }
            CompletableFuture<Void> started = new CompletableFuture<>();
            raising = started;
            tokens.acquire(id, holder, Math.max(atLeast, token))
                    .whenComplete((raised, failure) -> finish(started, raised, failure));
            return started;
        }

        private void finish(CompletableFuture<Void> started, @Nullable Long raised, @Nullable Throwable failure) {
            synchronized (this) {
                raising = null;
                if (raised != null) {
                    token = raised;
                    counter = 0;
                }
            }
            if (failure != null) {
                started.completeExceptionally(failure);
            } else {
                started.complete(null);
            }
        }

        synchronized CompletionStage<Boolean> release() {
            return token == 0 ? CompletableFuture.completedFuture(true) : tokens.release(id, token);
        }
    }
}
