package parley.engine.fakes;

import java.util.List;
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
    public CompletionStage<Long> acquire(String shard, String holder, long atLeast) {
        return acquiring.answer(() -> raise(atLeast));
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
