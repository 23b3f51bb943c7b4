package parley.server.local;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** A short wait of the supervisor's own thread, between two looks at its children. */
final class Pause {

    private Pause() {}

    /** Returns early, with the interrupt flag set, when the thread is interrupted. */
    static void of(Duration duration) {
        try {
            TimeUnit.NANOSECONDS.sleep(duration.toNanos());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
