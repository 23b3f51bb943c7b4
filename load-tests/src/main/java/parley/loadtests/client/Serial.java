package parley.loadtests.client;

import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs tasks one at a time and in order, on the threads of a shared pool. Everything that a client knows is confined to its serial, so
 * nothing in it needs a lock. Holds at most {@link #TASKS_MAX} tasks.
 */
final class Serial implements Executor {

    static final int TASKS_MAX = 100_000;

    private static final int TASKS_PER_TURN = 64;
    private static final Logger log = LoggerFactory.getLogger(Serial.class);

    private final Executor pool;
    private final ScheduledExecutorService timer;
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final AtomicInteger size = new AtomicInteger();

    /** A task that was put off. */
    interface Alarm {
        /** Best effort: the task must check that it is still wanted. */
        void cancel();
    }

    Serial(Executor pool, ScheduledExecutorService timer) {
        this.pool = pool;
        this.timer = timer;
    }

    /** @throws RejectedExecutionException if too many tasks wait, or the pool is closed */
    @Override
    public void execute(Runnable task) {
        if (size.get() >= TASKS_MAX) {
            throw new RejectedExecutionException("serial: " + TASKS_MAX + " tasks waiting");
        }
        tasks.add(task);
        if (size.getAndIncrement() == 0) {
            pool.execute(this::takeTurn);
        }
    }

    /** Runs the task later, on this serial. */
    Alarm after(Duration delay, Runnable task) {
        ScheduledFuture<?> scheduled = timer.schedule(() -> execute(task), delay.toMillis(), TimeUnit.MILLISECONDS);
        return () -> scheduled.cancel(false);
    }

    private void takeTurn() {
        for (int done = 0; done < TASKS_PER_TURN; done++) {
            Runnable task = tasks.remove();
            try {
                task.run();
            } catch (RejectedExecutionException e) {
                log.debug("serial task refused reason={}", e.getMessage());
            } catch (RuntimeException e) {
                log.error("serial task failed", e);
            }
            if (size.decrementAndGet() == 0) {
                return;
            }
        }
        pool.execute(this::takeTurn);
    }
}
