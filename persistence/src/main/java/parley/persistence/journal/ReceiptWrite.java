package parley.persistence.journal;

/**
 * How far a member got in a chat.
 *
 * @param read whether they read up to there, or have it
 */
public record ReceiptWrite(String chat, String user, boolean read, long seq) implements AheadWrite {

    private static final int OVERHEAD_BYTES = 200;

    /** A partition of {@code receipts}. */
    private record Partition(String chat) {}

    /** A cell of that table. */
    record Cell(String user, boolean read) {}

    @Override
    public Object partition() {
        return new Partition(chat);
    }

    @Override
    public int bytes() {
        return OVERHEAD_BYTES + chat.length() + user.length();
    }

    Cell cell() {
        return new Cell(user, read);
    }
}
