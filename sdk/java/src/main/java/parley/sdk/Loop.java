package parley.sdk;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one thread that changes what a client knows, and its timers. */
final class Loop implements Executor {

    private static final Logger LOG = LoggerFactory.getLogger(Loop.class);

    private final ScheduledThreadPoolExecutor executor;
    private final Clock clock;
    private volatile @Nullable Thread thread;

    Loop(Clock clock) {
        this.clock = clock;
        executor = new ScheduledThreadPoolExecutor(1, work -> {
            var made = new Thread(work, "parley-client");
            made.setDaemon(true);
            thread = made;
            return made;
        });
        executor.setRemoveOnCancelPolicy(true);
        executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    /** Something that is to happen, unless it is cancelled before. */
    static final class Timer {

        private final Future<?> future;

        private Timer(Future<?> future) {
            this.future = future;
        }

        static void cancel(@Nullable Timer timer) {
            if (timer != null) {
                timer.future.cancel(false);
            }
        }
    }

    long now() {
        return clock.millis();
    }

    boolean isCurrent() {
        return Thread.currentThread() == thread;
    }

    /** @throws java.util.concurrent.RejectedExecutionException after {@link #close} */
    @Override
    public void execute(Runnable work) {
        executor.execute(guarded(work));
    }

    /** Does something in so many milliseconds; only to be called on the loop. */
    Timer later(long ms, Runnable work) {
        return new Timer(executor.schedule(guarded(work), clock.nanosOf(Math.max(0, ms)), TimeUnit.NANOSECONDS));
    }

    CompletableFuture<Void> pause(long ms) {
        var over = new CompletableFuture<Void>();
        later(ms, () -> over.complete(null));
        return over;
    }

    /** The same outcome, told on the loop; never told after {@link #close}. */
    <T> CompletableFuture<T> here(CompletionStage<T> stage) {
        var here = new CompletableFuture<T>();
        stage.whenComplete((value, failure) -> {
            if (!executor.isShutdown()) {
                execute(() -> settle(here, value, failure));
            }
        });
        return here;
    }

    static <T> void settle(CompletableFuture<T> future, T value, @Nullable Throwable failure) {
        if (failure == null) {
            future.complete(value);
        } else {
            future.completeExceptionally(Refusal.unwrap(failure));
        }
    }

    /** From now on nothing happens here, but for what is being done. */
    void close() {
        executor.shutdown();
    }

    private static Runnable guarded(Runnable work) {
        return () -> {
            try {
                work.run();
            } catch (RuntimeException e) {
                LOG.error("client work failed", e);
            }
        };
    }
}
