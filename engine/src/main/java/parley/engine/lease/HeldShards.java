package parley.engine.lease;

import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import parley.engine.journal.Epoch;
import parley.engine.lease.NodeLease.Term;
import parley.engine.lease.ShardTokens.ShardRow;

/**
 * The shards of chats that this node holds. A shard is taken when nobody holds it, or when the lease of whoever does is over for
 * sure; it is held until it is given up or this node's own lease is over. From the tokens under which shards are held come the
 * epochs of chats: each is greater than every epoch made before, here or on any other node. Thread-safe. One an actor system.
 */
public final class HeldShards {

    private final ShardTokens tokens;
    private final NodeLease lease;
    private final LeaseWatch watch;
    private final WriteAhead ahead;
    private final Map<String, Shard> shards = new ConcurrentHashMap<>();
    /** Given up, and the store may not know; at most one for each shard there is. */
    private final Map<String, Shard> releasing = new ConcurrentHashMap<>();

    /** Nothing is taken yet. */
    public HeldShards(ShardTokens tokens, NodeLease lease, LeaseWatch watch, WriteAhead ahead) {
        this.ahead = ahead;
        this.tokens = tokens;
        this.lease = lease;
        this.watch = watch;
        lease.onEnd(this::loseAllOf);
    }

    private void loseAllOf(Term term) {
        releasing.values().removeIf(shard -> shard.term == term);
        shards.values().stream().filter(shard -> shard.term == term).forEach(Shard::lose);
    }

    /** An epoch for a new incarnation of a chat, and the tenure under which it may answer. */
    public record Incarnation(long epoch, Tenure tenure) {}

    /**
     * Takes the shard. False when it cannot be had yet; asking again is how it is had. Fails if the store does not answer.
     *
     * @param lost told once if the shard is lost before it is given up
     */
    public CompletionStage<Boolean> acquire(String shardId, Runnable lost) {
        Term term = lease.term();
        if (!term.holds()) {
            return CompletableFuture.completedFuture(false);
        }
        return tokens.read(shardId)
                .thenCompose(read -> isFree(read, term)
                        .thenCompose(free -> free
                                ? inherit(read, term).thenCompose(done -> take(shardId, term, read, lost))
                                : CompletableFuture.completedFuture(false)));
    }

    /**
     * Looks at whoever holds one of these shards, so that the time after which a dead holder's lease is over for sure passes from now
     * on, and not from the first message to one of its chats. Where the store does not answer, that message does it.
     */
    public void lookAtHolders(Collection<String> shardIds) {
        for (String shardId : shardIds) {
            var unused = tokens.read(shardId)
                    .thenAccept(row -> row.flatMap(ShardRow::holder).ifPresent(holder -> watch.look(holder.node())));
        }
    }

    private CompletionStage<Boolean> isFree(Optional<ShardRow> read, Term term) {
        NodeIncarnation holder = read.flatMap(ShardRow::holder).orElse(null);
        if (holder == null || holder.node().equals(term.holder().node())) {
            // An earlier life of this process is over: the present one began when its lease ran out.
            return CompletableFuture.completedFuture(true);
        }
        return watch.isOver(holder);
    }

    /** Before the shard is taken: whoever takes it next looks for the present holder only. */
    private CompletionStage<Void> inherit(Optional<ShardRow> read, Term term) {
        return read.flatMap(ShardRow::holder)
                .filter(holder -> !holder.node().equals(term.holder().node()))
                .map(ahead::recover)
                .orElseGet(() -> CompletableFuture.completedFuture(null));
    }

    private CompletionStage<Boolean> take(String shardId, Term term, Optional<ShardRow> read, Runnable lost) {
        return tokens.take(shardId, term.holder(), read).thenApply(token -> {
            if (token.isEmpty()) {
                return false;
            }
            Shard shard = new Shard(shardId, term, token.get(), lost);
            releasing.remove(shardId);
            Shard before = shards.put(shardId, shard);
            if (before != null) {
                before.givenUp = true;
            }
            // Where the lease ended meanwhile, its end has not found this shard.
            boolean holds = shard.holds();
            if (!holds) {
                shards.remove(shardId, shard);
            }
            return holds;
        });
    }

    /**
     * Gives the shard up, if this node still has it; whoever answers under it stops at once, and what was acknowledged is in the logs
     * before others may take it. Where the store does not answer, it is told again by {@link #tick}: a row that names a node that lives
     * keeps all others from the shard.
     */
    public CompletionStage<Boolean> release(String shardId) {
        Shard shard = shards.remove(shardId);
        if (shard == null) {
            return CompletableFuture.completedFuture(true);
        }
        releasing.put(shardId, shard);
        return release(shardId, shard);
    }

    private CompletionStage<Boolean> release(String shardId, Shard shard) {
        return shard.release().thenApply(released -> {
            releasing.remove(shardId, shard);
            return released;
        });
    }

    /** Gives up again what could not be given up. To be called every {@code renewEvery}. */
    public void tick() {
        releasing.forEach((shardId, shard) -> {
            var unused = release(shardId, shard);
        });
    }

    /** How many shards this node may answer for now. */
    public int held() {
        return (int) shards.values().stream().filter(Shard::holds).count();
    }

    public boolean holds(String shardId) {
        Shard shard = shards.get(shardId);
        return shard != null && shard.holds();
    }

    /** Fails if the shard is not, or no longer, this node's. */
    public CompletionStage<Incarnation> begin(String shardId) {
        return beginAbove(shardId, Epoch.NONE);
    }

    /** With an epoch above one that was read from the log; the shard's token is raised if need be. */
    public CompletionStage<Incarnation> beginAbove(String shardId, long epoch) {
        Shard shard = shards.get(shardId);
        if (shard == null || !shard.holds()) {
            return CompletableFuture.failedFuture(new ShardNotHeldException(shardId));
        }
        @Nullable Long local = shard.takeAbove(epoch);
        if (local != null) {
            return CompletableFuture.completedFuture(new Incarnation(local, shard));
        }
        return shard.raise(Epoch.token(epoch)).thenCompose(raised -> beginAbove(shardId, epoch));
    }

    /** The shard is not this node's: whoever it belongs to makes its epochs. */
    public static final class ShardNotHeldException extends RuntimeException {
        ShardNotHeldException(String shardId) {
            super("shard: " + shardId + " (expected: one that this node holds)");
        }
    }

    /** One shard's token and counter. Concurrent raises are one request. */
    private final class Shard implements Tenure {

        private final String id;
        private final Term term;
        private final Runnable lost;
        private volatile boolean givenUp;
        private long token;
        private long counter;
        private @Nullable CompletableFuture<Void> raising;

        Shard(String id, Term term, long token, Runnable lost) {
            this.lost = lost;
            this.id = id;
            this.term = term;
            this.token = token;
        }

        @Override
        public boolean holds() {
            return !givenUp && term.holds();
        }

        /** The lease is over: nothing is written, since the shard may be another's. */
        void lose() {
            if (shards.remove(id, this)) {
                lost.run();
            }
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
            tokens.raise(id, term.holder(), token, atLeast)
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

        CompletionStage<Boolean> release() {
            givenUp = true;
            return ahead.settle().thenCompose(settled -> free());
        }

        private synchronized CompletionStage<Boolean> free() {
            return tokens.release(id, token);
        }
    }
}
