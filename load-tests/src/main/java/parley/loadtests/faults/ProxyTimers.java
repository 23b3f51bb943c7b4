package parley.loadtests.faults;

import java.util.Comparator;
import java.util.PriorityQueue;

/** What is to be done later. Times are those of {@link System#nanoTime}. One thread only. */
final class ProxyTimers {

    private static final long NANOS_PER_MILLI = 1_000_000;

    private record Timer(long dueNanos, Runnable task) {}

    // Differences, because nanoTime may overflow.
    private final PriorityQueue<Timer> timers =
            new PriorityQueue<>(Comparator.comparing(Timer::dueNanos, (a, b) -> Long.signum(a - b)));

    void at(long dueNanos, Runnable task) {
        timers.add(new Timer(dueNanos, task));
    }

    /** For {@code Selector.select}: 0 is for ever, so what is due at once waits one millisecond. */
    long millisToNext(long nowNanos) {
        Timer next = timers.peek();
        return next == null ? 0 : Math.max(1, (next.dueNanos() - nowNanos + NANOS_PER_MILLI - 1) / NANOS_PER_MILLI);
    }

    void fire(long nowNanos) {
        for (Timer next = timers.peek(); next != null && next.dueNanos() - nowNanos <= 0; next = timers.peek()) {
            timers.poll();
            next.task().run();
        }
    }
}
