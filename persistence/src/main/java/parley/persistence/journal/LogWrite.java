package parley.persistence.journal;

/** An entry of a chat's log. */
record LogWrite(String chat, LogRow row) implements AheadWrite {

    /** What the columns beside the texts and the body take, and Cassandra's own count for a row. */
    private static final int OVERHEAD_BYTES = 250;

    @Override
    public LogPartition partition() {
        return new LogPartition(chat, ChatLogTable.bucketOf(row.seq()));
    }

    @Override
    public int bytes() {
        return OVERHEAD_BYTES + chat.length() + row.manifest().length() + row.bodyBytes();
    }
}
