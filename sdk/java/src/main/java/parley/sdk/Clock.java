package parley.sdk;

import java.util.concurrent.TimeUnit;

/** Where a client takes its time from. Give another to let time pass as you like. Implementations are thread-safe. */
@FunctionalInterface
public interface Clock {

    /** Milliseconds since 1970. */
    long millis();

    /** How long so many milliseconds of this clock take outside, in nanoseconds. */
    default long nanosOf(long ms) {
        return TimeUnit.MILLISECONDS.toNanos(ms);
    }

    /** The clock of this machine. */
    static Clock system() {
        return System::currentTimeMillis;
    }
}
