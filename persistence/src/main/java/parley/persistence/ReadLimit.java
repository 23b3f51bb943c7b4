package parley.persistence;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Lets so many reads of a kind be under way and so many wait, in order; more are refused at once. So a storm of them leaves the
 * store to the writes. Thread-safe; reads start on the caller's thread or on that which completed an earlier one.
 */
public final class ReadLimit {

    private final int underWayMax;
    private final int waitingMax;
    private final Queue<Runnable> waiting = new ArrayDeque<>();
    private int underWay;
    private boolean starting;
    private long refused;

    public ReadLimit(int underWayMax, int waitingMax) {
        this.underWayMax = underWayMax;
        this.waitingMax = waitingMax;
    }

    /** Fails with {@link ReadsRefused} when too many wait, else as the read does. */
    public <T> CompletionStage<T> run(Supplier<CompletionStage<T>> read) {
        CompletableFuture<T> done = new CompletableFuture<>();
        synchronized (this) {
            if (underWay >= underWayMax || !waiting.isEmpty()) {
                if (waiting.size() >= waitingMax) {
                    refused++;
                    return CompletableFuture.failedFuture(new ReadsRefused(waiting.size()));
                }
                waiting.add(() -> start(read, done));
                return done;
            }
            underWay++;
        }
        start(read, done);
        return done;
    }

    private <T> void start(Supplier<CompletionStage<T>> read, CompletableFuture<T> done) {
        CompletionStage<T> started;
        try {
            started = read.get();
        } catch (RuntimeException e) {
            started = CompletableFuture.failedFuture(e);
        }
        var unused = started.whenComplete((value, failure) -> {
            if (failure == null) {
                done.complete(value);
            } else {
                done.completeExceptionally(failure);
            }
            ended();
        });
    }

    /** One thread at a time starts what waits, in a loop: reads that end at once, as when the store is away, would nest. */
    private void ended() {
        synchronized (this) {
            underWay--;
            if (starting) {
                return;
            }
            starting = true;
        }
        for (Runnable next = takeNext(); next != null; next = takeNext()) {
            next.run();
        }
    }

    private synchronized @Nullable Runnable takeNext() {
        if (underWay >= underWayMax || waiting.isEmpty()) {
            starting = false;
            return null;
        }
        underWay++;
        return waiting.poll();
    }

    synchronized int underWay() {
        return underWay;
    }

    synchronized int waiting() {
        return waiting.size();
    }

    synchronized long refused() {
        return refused;
    }

    /** Too many reads wait already; trying again later may help. */
    public static final class ReadsRefused extends RuntimeException {
        ReadsRefused(int waiting) {
            super("reads waiting: " + waiting);
        }
    }
}
