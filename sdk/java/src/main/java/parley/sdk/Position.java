package parley.sdk;

/**
 * A place in a chat's log.
 *
 * @param seq of an entry
 * @param n how many messages there are up to and including it
 */
public record Position(long seq, long n) {

    static final Position NOTHING = new Position(0, 0);
}
