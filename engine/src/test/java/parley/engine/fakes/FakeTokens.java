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
    private boolean isTaken;
    private boolean losesAnswer;

    @Override
    public CompletionStage<Long> acquire(String shard, String holder) {
        return acquiring.answer(() -> {
            isTaken = false;
            return raise(0);
        });
    }

    @Override
    public CompletionStage<Optional<Long>> raise(String shard, String holder, long held, long atLeast) {
        return acquiring.answer(() -> isTaken ? Optional.<Long>empty() : Optional.of(raised(held, atLeast)));
    }

    private synchronized long raised(long held, long atLeast) {
        if (held > token) {
            throw new AssertionError("token: " + held + " (expected: one that was given)");
        }
        long next = raise(atLeast);
        if (losesAnswer) {
            losesAnswer = false;
            throw new IllegalStateException("the store is away");
        }
        return next;
    }

    /** The next raise happens, and is not answered. */
    public synchronized void loseNextAnswer() {
        losesAnswer = true;
    }

    /** Somebody else takes the shard. */
    public synchronized void takeAway() {
        token++;
        isTaken = true;
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
