package parley.server.local;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Short waits between two looks at something that another process does. */
final class Pause {

    private Pause() {}

    /** Waits until something is so; false when it is not within that time. */
    static boolean until(Duration within, Duration lookAgain, BooleanSupplier condition) {
        long deadline = System.nanoTime() + within.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadline > 0 || Thread.currentThread().isInterrupted()) {
                return false;
            }
            of(lookAgain);
        }
        return true;
    }

    /** Returns early, with the interrupt flag set, when the thread is interrupted. */
    static void of(Duration duration) {
        try {
            TimeUnit.NANOSECONDS.sleep(duration.toNanos());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
