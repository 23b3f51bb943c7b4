package parley.gateway.ws;

/**
 * So many a second, and a burst. Whoever takes remembers one number: the time at which everything taken so far would be paid for (the
 * generic cell rate algorithm, as a virtual schedule). Every connection has several of those, which is why the rate stands apart.
 * Times are what {@code System.nanoTime} says; {@code paidAt} in the past is a burst that is whole.
 */
record TokenRate(int perSecond, int burst) {

    private static final long SECOND = 1_000_000_000L;

    boolean isEmpty(long paidAt, long now) {
        return taken(paidAt, now) - now > interval() * burst;
    }

    /** What {@code paidAt} is after one more was taken, whether it was there or not. */
    long taken(long paidAt, long now) {
        return (paidAt - now > 0 ? paidAt : now) + interval();
    }

    /** How long until one can be taken, in milliseconds; at least 1. */
    long retryAfterMs(long paidAt, long now) {
        long wait = paidAt + interval() - interval() * burst - now;
        return Math.max(1, (wait + 999_999) / 1_000_000);
    }

    private long interval() {
        return SECOND / perSecond;
    }
}
