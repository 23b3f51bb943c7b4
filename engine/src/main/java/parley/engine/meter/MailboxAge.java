package parley.engine.meter;

import akka.actor.typed.ActorSystem;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** Measures how long what is told to somebody waits before it is its turn: once a second something is sent for that alone. */
public final class MailboxAge {

    private static final Duration EVERY = Duration.ofSeconds(1);

    private MailboxAge() {}

    /**
     * For as long as the system lives.
     *
     * @param of who: a constant of the program
     * @param send has a task run by whoever it is, after all that waits there
     */
    public static void measure(
            ActorSystem<?> system, String of, MeterRegistry meters, LongSupplier nanoTime, Consumer<Runnable> send) {
        Timer age = Durations.histogram(
                meters,
                "parley.mailbox.age",
                "How long a message that is sent each second for this lay in a mailbox, or a task before its executor",
                "of",
                of);
        system.scheduler()
                .scheduleWithFixedDelay(
                        EVERY,
                        EVERY,
                        () -> {
                            long sentAt = nanoTime.getAsLong();
                            send.accept(() -> age.record(nanoTime.getAsLong() - sentAt, TimeUnit.NANOSECONDS));
                        },
                        system.executionContext());
    }
}
