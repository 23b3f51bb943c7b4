package parley.loadtests.client;

/** How far somebody has read: an entry, and the number of messages up to it. */
public record Position(long seq, long n) {

    /** Nothing read. */
    public static final Position NONE = new Position(0, 0);
}
