package parley.engine.simulation;

import akka.actor.AbstractScheduler;
import akka.actor.Cancellable;
import akka.event.LoggingAdapter;
import com.typesafe.config.Config;
import java.util.concurrent.ThreadFactory;
import scala.concurrent.ExecutionContext;
import scala.concurrent.duration.FiniteDuration;

/** A node's Akka scheduler, on virtual time. What is scheduled while no simulation runs never happens. */
public final class NodeTimer extends AbstractScheduler {

    private static final double FREQUENCY_MAX = 1_000;

    private final NodeThread thread;

    /** Called by Akka, reflectively. */
    public NodeTimer(Config config, LoggingAdapter log, ThreadFactory threads) {
        thread = NodeThread.named(config.getString("akka.scheduler.node"));
    }

    private static final class Scheduled implements Cancellable {
        private boolean cancelled;
        private boolean done;

        @Override
        public boolean cancel() {
            boolean first = !cancelled && !done;
            cancelled = true;
            return first;
        }

        @Override
        public boolean isCancelled() {
            return cancelled;
        }
    }

    /** Deprecated by Akka for its users, and what it calls for a fixed rate. */
    @Deprecated
    @Override
    public Cancellable schedule(
            FiniteDuration initial, FiniteDuration interval, Runnable task, ExecutionContext context) {
        Scheduled scheduled = new Scheduled();
        repeat(initial.toNanos(), interval.toNanos(), scheduled, task, context);
        return scheduled;
    }

    private void repeat(long delay, long interval, Scheduled scheduled, Runnable task, ExecutionContext context) {
        at(delay, () -> {
            if (!scheduled.cancelled) {
                context.execute(task);
                repeat(interval, interval, scheduled, task, context);
            }
        });
    }

    @Override
    public Cancellable scheduleOnce(FiniteDuration delay, Runnable task, ExecutionContext context) {
        Scheduled scheduled = new Scheduled();
        at(delay.toNanos(), () -> {
            if (!scheduled.cancelled) {
                scheduled.done = true;
                context.execute(task);
            }
        });
        return scheduled;
    }

    private void at(long nanos, Runnable action) {
        World world = thread.world;
        if (world != null) {
            world.timeline.afterNanos(nanos, action);
        }
    }

    @Override
    public double maxFrequency() {
        return FREQUENCY_MAX;
    }
}
