package parley.engine.simulation;

import java.time.Duration;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.function.BooleanSupplier;

/**
 * Virtual time, and the only loop. What is to happen later waits in one queue; what actors have to do now waits at their node, and
 * chance picks which goes on. Each step takes a little time, so that what comes from outside falls between any two of them.
 */
final class Timeline {

    private static final int STEP_NANOS_MAX = 40_000;

    /** Something that happens at a time. */
    static final class Event implements Comparable<Event> {
        private final long at;
        private final long order;
        private final Runnable action;
        private boolean cancelled;

        private Event(long at, long order, Runnable action) {
            this.at = at;
            this.order = order;
            this.action = action;
        }

        void cancel() {
            cancelled = true;
        }

        @Override
        public int compareTo(Event other) {
            return at != other.at ? Long.compare(at, other.at) : Long.compare(order, other.order);
        }

        @Override
        public boolean equals(Object other) {
            return this == other;
        }

        @Override
        public int hashCode() {
            return Long.hashCode(order);
        }
    }

    private final PriorityQueue<Event> queue = new PriorityQueue<>();
    private final List<NodeThread> threads;
    private final Random random;
    private long nowNanos;
    private long events;
    private long steps;

    Timeline(List<NodeThread> threads, Random random) {
        this.threads = threads;
        this.random = random;
    }

    long nanos() {
        return nowNanos;
    }

    long steps() {
        return steps;
    }

    Event after(Duration delay, Runnable action) {
        return afterNanos(delay.toNanos(), action);
    }

    Event afterNanos(long delay, Runnable action) {
        Event event = new Event(nowNanos + Math.max(0, delay), ++events, action);
        queue.add(event);
        return event;
    }

    /** Until then, or until {@code over}. */
    void run(Duration length, BooleanSupplier over) {
        long end = nowNanos + length.toNanos();
        while (!over.getAsBoolean()) {
            NodeThread thread = anyWithWork();
            Event next = queue.peek();
            if (next != null && (next.at <= nowNanos || (thread == null && next.at <= end))) {
                nowNanos = Math.max(nowNanos, next.at);
                queue.poll();
                if (!next.cancelled) {
                    next.action.run();
                }
            } else if (thread != null) {
                steps++;
                thread.runOne(random);
                nowNanos += random.nextInt(STEP_NANOS_MAX);
            } else {
                nowNanos = Math.max(nowNanos, end);
                return;
            }
            if (nowNanos >= end) {
                return;
            }
        }
    }

    /** Weighted by how much there is to do, as threads of equal speed would take it. */
    private @org.jspecify.annotations.Nullable NodeThread anyWithWork() {
        int total = 0;
        for (NodeThread thread : threads) {
            total += thread.runnable();
        }
        if (total == 0) {
            return null;
        }
        int pick = random.nextInt(total);
        for (NodeThread thread : threads) {
            pick -= thread.runnable();
            if (pick < 0) {
                return thread;
            }
        }
        throw new IllegalStateException("no thread picked of " + total);
    }
}
