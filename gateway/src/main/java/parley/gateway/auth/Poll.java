package parley.gateway.auth;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Does something again and again, never twice at once; says once that it fails, and once that it works again. */
final class Poll implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Poll.class);

    private final String what;
    private final Supplier<CompletionStage<Void>> once;
    private final AtomicBoolean running = new AtomicBoolean();
    private final AtomicBoolean failing = new AtomicBoolean();
    private final ScheduledFuture<?> timer;

    Poll(String what, Duration interval, ScheduledExecutorService executor, Supplier<CompletionStage<Void>> once) {
        this.what = what;
        this.once = once;
        this.timer = executor.scheduleWithFixedDelay(
                this::run, interval.toMillis(), interval.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void run() {
        if (running.compareAndSet(false, true)) {
            var unused = CompletableFuture.completedFuture((Void) null)
                    .thenCompose(go -> once.get())
                    .whenComplete((done, failure) -> {
                        running.set(false);
                        boolean before = failing.getAndSet(failure != null);
                        if (failure != null && !before) {
                            log.warn("poll failed what=\"{}\" cause=\"{}\"", what, failure.toString());
                        } else if (failure == null && before) {
                            log.info("poll works again what=\"{}\"", what);
                        }
                    });
        }
    }

    @Override
    public void close() {
        timer.cancel(false);
    }
}
