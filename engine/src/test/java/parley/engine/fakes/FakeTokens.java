package parley.engine.fakes;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import parley.engine.lease.NodeIncarnation;
import parley.engine.lease.ShardTokens;

/** One row, whatever the shard. */
public final class FakeTokens implements ShardTokens {

    public final Held acquiring = new Held();
    public final List<Long> acquired = new CopyOnWriteArrayList<>();
    public final List<Long> released = new CopyOnWriteArrayList<>();
    private Optional<NodeIncarnation> holder = Optional.empty();
    private long token;
    private boolean losesAnswer;
    private boolean refusesRelease;

    @Override
    public synchronized CompletionStage<Optional<ShardTokens.ShardRow>> read(String shard) {
        return CompletableFuture.completedFuture(
                token == 0 ? Optional.empty() : Optional.of(new ShardTokens.ShardRow(holder, token)));
    }

    @Override
    public CompletionStage<Optional<Long>> take(
            String shard, NodeIncarnation taker, Optional<ShardTokens.ShardRow> asRead) {
        return acquiring.answer(() -> takeIf(taker, asRead));
    }

    private synchronized Optional<Long> takeIf(NodeIncarnation taker, Optional<ShardTokens.ShardRow> asRead) {
        if (asRead.map(ShardTokens.ShardRow::token).orElse(0L) != token) {
            return Optional.empty();
        }
        holder = Optional.of(taker);
        return Optional.of(raiseTo(0));
    }

    @Override
    public CompletionStage<Optional<Long>> raise(String shard, NodeIncarnation by, long held, long atLeast) {
        return acquiring.answer(() -> raised(by, held, atLeast));
    }

    private synchronized Optional<Long> raised(NodeIncarnation by, long held, long atLeast) {
        if (held > token || !holder.equals(Optional.of(by))) {
            return Optional.empty();
        }
        long next = raiseTo(atLeast);
        if (losesAnswer) {
            losesAnswer = false;
            throw new IllegalStateException("the store is away");
        }
        return Optional.of(next);
    }

    /** The next raise happens, and is not answered. */
    public synchronized void loseNextAnswer() {
        losesAnswer = true;
    }

    /** The next release does not happen. */
    public synchronized void refuseNextRelease() {
        refusesRelease = true;
    }

    /** Who holds the row. */
    public synchronized Optional<NodeIncarnation> holder() {
        return holder;
    }

    /** Somebody else takes the shard. */
    public synchronized void takeAway(NodeIncarnation by) {
        holder = Optional.of(by);
        token++;
    }

    private long raiseTo(long atLeast) {
        token = Math.max(token, atLeast) + 1;
        acquired.add(token);
        return token;
    }

    @Override
    public synchronized CompletionStage<Boolean> release(String shard, long given) {
        if (refusesRelease) {
            refusesRelease = false;
            return CompletableFuture.failedFuture(new IllegalStateException("the store is away"));
        }
        released.add(given);
        boolean isHeld = given == token;
        if (isHeld) {
            holder = Optional.empty();
        }
        return CompletableFuture.completedFuture(isHeld);
    }
}
