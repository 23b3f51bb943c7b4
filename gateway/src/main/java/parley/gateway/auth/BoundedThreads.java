package parley.gateway.auth;

import io.micrometer.core.instrument.Counter;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import parley.gateway.wire.ErrorCode;

/** A few threads for work that takes long, and a queue that ends: past it the answer is {@code busy}. Thread-safe. */
final class BoundedThreads implements AutoCloseable {

    static final long BUSY_RETRY_MS = 1_000;

    private final ThreadPoolExecutor threads;
    private final Counter full;

    /** @param full counts what there was no room for */
    BoundedThreads(String name, int threadCount, int queueLength, Counter full) {
        this.full = full;
        threads = new ThreadPoolExecutor(
                threadCount, threadCount, 0, TimeUnit.MILLISECONDS, new ArrayBlockingQueue<>(queueLength), task -> {
                    Thread thread = new Thread(task, name);
                    thread.setDaemon(true);
                    return thread;
                });
    }

    <T> CompletionStage<T> submit(Supplier<T> work) {
        try {
            return CompletableFuture.supplyAsync(work, threads);
        } catch (RejectedExecutionException rejected) {
            full.increment();
            return CompletableFuture.failedFuture(
                    new RequestRefused(ErrorCode.BUSY, "too many are signing in at once", BUSY_RETRY_MS));
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
