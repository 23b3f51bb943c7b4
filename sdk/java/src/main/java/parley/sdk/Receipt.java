package parley.sdk;

/**
 * How far another member is, in seqs; neither ever goes back.
 *
 * @param delivered what their devices have
 * @param read what they have seen; never more than {@code delivered}
 */
public record Receipt(long delivered, long read) {

    static final Receipt NOTHING = new Receipt(0, 0);

    /** The greater of each number. */
    Receipt with(long toldDelivered, long toldRead) {
        long furthest = Math.max(read, toldRead);
        return new Receipt(Math.max(Math.max(delivered, toldDelivered), furthest), furthest);
    }
}
