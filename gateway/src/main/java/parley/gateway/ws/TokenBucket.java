package parley.gateway.ws;

/**
 * Lets so many through a second, and a burst. A library's bucket, made to be shared by threads, is ten times the size. Confined to one
 * thread.
 */
final class TokenBucket {

    private final TokenRate rate;
    private long paidAt;

    /** @param now what {@code System.nanoTime} says; the bucket begins full */
    TokenBucket(int perSecond, int burst, long now) {
        this.rate = new TokenRate(perSecond, burst);
        this.paidAt = now;
    }

    boolean tryTake(long now) {
        if (isEmpty(now)) {
            return false;
        }
        paidAt = rate.taken(paidAt, now);
        return true;
    }

    boolean isEmpty(long now) {
        return rate.isEmpty(paidAt, now);
    }

    /** How long until one can be taken, in milliseconds; at least 1. */
    long retryAfterMs(long now) {
        return rate.retryAfterMs(paidAt, now);
    }
}
