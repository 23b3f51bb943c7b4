package parley.sdk;

import java.util.function.DoubleSupplier;

/** Waiting times between attempts: 1, 2, 4 … 30 s, each times a random factor from 0.5 to 1.5. */
final class Backoff {

    private static final long FIRST_MS = 1_000;
    private static final long MOST_MS = 30_000;
    /** From here on it is the most in any case. */
    private static final int DOUBLINGS_MAX = 5;

    private final DoubleSupplier random;
    private int attempt;

    /** @param random from 0 to 1 */
    Backoff(DoubleSupplier random) {
        this.random = random;
    }

    Backoff() {
        this(Math::random);
    }

    /** How long to wait before the next attempt, in milliseconds. */
    long next() {
        long base = Math.min(MOST_MS, FIRST_MS << attempt);
        attempt = Math.min(DOUBLINGS_MAX, attempt + 1);
        return Math.round(base * (0.5 + random.getAsDouble()));
    }

    void reset() {
        attempt = 0;
    }
}
