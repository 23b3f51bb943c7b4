package parley.loadtests.demo;

/**
 * What is wrong with what was read; all zero but {@code read} is as it should be.
 *
 * @param read messages read
 * @param lost acked messages that a member should have got and did not
 * @param duplicated messages that came more than once
 * @param reordered messages at another place than the one they were acked at, or than another member has them at
 * @param altered messages with another text or sender
 * @param extra messages that nobody sent, or that the member should not have got
 * @param holes seqs that are missing or out of order
 */
record Tally(long read, long lost, long duplicated, long reordered, long altered, long extra, long holes) {

    static final Tally NOTHING = new Tally(0, 0, 0, 0, 0, 0, 0);

    Tally plus(Tally other) {
        return new Tally(
                read + other.read,
                lost + other.lost,
                duplicated + other.duplicated,
                reordered + other.reordered,
                altered + other.altered,
                extra + other.extra,
                holes + other.holes);
    }

    boolean clean() {
        return lost + duplicated + reordered + altered + extra + holes == 0;
    }
}
