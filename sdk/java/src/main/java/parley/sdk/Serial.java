package parley.sdk;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does one thing after the other on an executor with any number of threads. What waits is bounded by who hands it in: each listener has at
 * most one call waiting, and each question one answer.
 */
final class Serial implements Executor {

    private static final Logger LOG = LoggerFactory.getLogger(Serial.class);

    private final Executor executor;
    private final Deque<Runnable> waiting = new ArrayDeque<>();
    private boolean running;

    Serial(Executor executor) {
        this.executor = executor;
    }

    @Override
    public void execute(Runnable work) {
        synchronized (waiting) {
            waiting.add(work);
            if (running) {
                return;
            }
            running = true;
        }
        try {
            executor.execute(this::drain);
        } catch (RejectedExecutionException e) {
            LOG.warn("listener executor is over", e);
            synchronized (waiting) {
                waiting.clear();
                running = false;
            }
        }
    }

    private void drain() {
        while (true) {
            Runnable work;
            synchronized (waiting) {
                work = waiting.poll();
                if (work == null) {
                    running = false;
                    return;
                }
            }
            try {
                work.run();
            } catch (RuntimeException e) {
                LOG.error("listener failed", e);
            }
        }
    }
}
