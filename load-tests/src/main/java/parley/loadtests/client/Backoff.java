package parley.loadtests.client;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to wait before the next try: the first wait doubled with each try up to a maximum, times a random factor from 0.5 to 1.5.
 * Confined to one thread.
 */
final class Backoff {

    private static final int DOUBLINGS_MAX = 30;

    private final Duration first;
    private final Duration max;
    private final RandomGenerator random;
    private int tries;

    Backoff(Duration first, Duration max, RandomGenerator random) {
        this.first = first;
        this.max = max;
        this.random = random;
    }

    Duration next() {
        double plain = Math.min((double) max.toMillis(), first.toMillis() * (double) (1L << tries));
        tries = Math.min(tries + 1, DOUBLINGS_MAX);
        return Duration.ofMillis(Math.round(plain * (0.5 + random.nextDouble())));
    }

    /** Begins again with the first wait. */
    void reset() {
        tries = 0;
    }
}
