package parley.engine.fakes;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import parley.engine.lease.ShardTokens;

/** One row, whatever the shard. */
public final class FakeTokens implements ShardTokens {

    public final Held acquiring = new Held();
    public final List<Long> acquired = new CopyOnWriteArrayList<>();
    public final List<Long> released = new CopyOnWriteArrayList<>();
    private long token;

    @Override
    public CompletionStage<Long> acquire(String shard, String holder) {
        return acquiring.answer(() -> raise(0));
    }

    @Override
    public CompletionStage<Optional<Long>> raise(String shard, String holder, long held, long atLeast) {
        return acquiring.answer(() -> held == token ? Optional.of(raise(atLeast)) : Optional.<Long>empty());
    }

    /** Somebody else takes the shard. */
    public synchronized void takeAway() {
        token++;
    }

    private synchronized long raise(long atLeast) {
        token = Math.max(token, atLeast) + 1;
        acquired.add(token);
        return token;
    }

    @Override
    public CompletionStage<Boolean> release(String shard, long given) {
        released.add(given);
        return CompletableFuture.completedFuture(true);
    }
}
