package parley.gateway.ws;

/**
 * Lets so many through a second, and a burst. One number is all its state (the time at which everything taken so far would be
 * paid for), because every connection has two of them: a library's bucket, made to be shared by threads, is ten times the size.
 * Confined to one thread.
 */
final class TokenBucket {

    private static final long SECOND = 1_000_000_000L;

    private final long interval;
    private final long tolerance;
    private long paidAt;

    /** @param now what {@code System.nanoTime} says; the bucket begins full */
    TokenBucket(int perSecond, int burst, long now) {
        this.interval = SECOND / perSecond;
        this.tolerance = interval * burst;
        this.paidAt = now;
    }

    boolean tryTake(long now) {
        if (isEmpty(now)) {
            return false;
        }
        paidAt = start(now) + interval;
        return true;
    }

    boolean isEmpty(long now) {
        return start(now) + interval - now > tolerance;
    }

    /** How long until one can be taken, in milliseconds; at least 1. */
    long retryAfterMs(long now) {
        long wait = paidAt + interval - tolerance - now;
        return Math.max(1, (wait + 999_999) / 1_000_000);
    }

    private long start(long now) {
        return paidAt - now > 0 ? paidAt : now;
    }
}
