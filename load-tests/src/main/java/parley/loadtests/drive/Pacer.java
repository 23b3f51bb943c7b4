package parley.loadtests.drive;

import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongConsumer;

/**
 * Arrivals at random times, so many a second on average, whatever becomes of them. A thread of its own waits for them, since an event
 * loop wakes up by milliseconds only; what an arrival does is up to the caller.
 */
final class Pacer {

    private final double nanosBetween;
    private final Random random;
    private final LongConsumer arrival;
    private final Thread thread = new Thread(this::run, "drive-pacer");
    private volatile boolean stopped;

    /** {@code arrival} is called on the pacer's thread with the time at which it was meant to be. */
    Pacer(int perSecond, Random random, LongConsumer arrival) {
        this.nanosBetween = TimeUnit.SECONDS.toNanos(1) / (double) perSecond;
        this.random = random;
        this.arrival = arrival;
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    void stop() {
        stopped = true;
    }

    private void run() {
        double next = 0;
        long began = System.nanoTime();
        while (!stopped) {
            next += -Math.log(1 - random.nextDouble()) * nanosBetween;
            long intended = began + (long) next;
            for (long early = intended - System.nanoTime(); early > 0; early = intended - System.nanoTime()) {
                LockSupport.parkNanos(early);
            }
            arrival.accept(intended);
        }
    }
}
