package parley.loadtests.demo;

/**
 * The counts of a finished demo.
 *
 * @param delivered messages that reached members live
 * @param violations entries that were told to a player out of order or twice
 */
public record DemoResult(
        long sent,
        long acked,
        long delivered,
        long readBack,
        long lost,
        long duplicated,
        long reordered,
        long altered,
        long extra,
        long holes,
        long violations) {

    /** Whether every message that was sent was acked, and is everywhere where it should be, once, in order and unchanged. */
    public boolean clean() {
        return sent == acked && lost + duplicated + reordered + altered + extra + holes + violations == 0;
    }

    @Override
    public String toString() {
        return "sent=" + sent + " acked=" + acked + " delivered=" + delivered + " read back=" + readBack + " lost="
                + lost
                + " duplicated=" + duplicated + " reordered=" + reordered + " altered=" + altered + " extra=" + extra
                + " holes=" + holes + " violations=" + violations;
    }
}
