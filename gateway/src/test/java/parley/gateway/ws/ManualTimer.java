package parley.gateway.ws;

import io.netty.util.Timeout;
import io.netty.util.Timer;
import io.netty.util.TimerTask;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** A wheel that a test turns by hand; its time is the monotonic clock of the test. */
final class ManualTimer implements Timer {

    private final List<Entry> entries = new ArrayList<>();
    private long now = 1_000_000_000_000L;

    long nanoTime() {
        return now;
    }

    /** Lets time pass, from one deadline to the next. */
    void advance(Duration by) throws Exception {
        long until = now + by.toNanos();
        while (true) {
            Entry next = entries.stream()
                    .filter(entry -> entry.due <= until)
                    .min(Comparator.comparingLong(entry -> entry.due))
                    .orElse(null);
            if (next == null) {
                now = until;
                return;
            }
            entries.remove(next);
            now = Math.max(now, next.due);
            next.expired = true;
            next.task.run(next);
        }
    }

    int pending() {
        return entries.size();
    }

    @Override
    public Timeout newTimeout(TimerTask task, long delay, TimeUnit unit) {
        Entry entry = new Entry(task, now + unit.toNanos(delay));
        entries.add(entry);
        return entry;
    }

    @Override
    public Set<Timeout> stop() {
        return new HashSet<>(entries);
    }

    private final class Entry implements Timeout {
        private final TimerTask task;
        private final long due;
        private boolean expired;
        private boolean cancelled;

        Entry(TimerTask task, long due) {
            this.task = task;
            this.due = due;
        }

        @Override
        public Timer timer() {
            return ManualTimer.this;
        }

        @Override
        public TimerTask task() {
            return task;
        }

        @Override
        public boolean isExpired() {
            return expired;
        }

        @Override
        public boolean isCancelled() {
            return cancelled;
        }

        @Override
        public boolean cancel() {
            cancelled = entries.remove(this);
            return cancelled;
        }
    }
}
