package parley.persistence.journal;

/** A partition of {@code chat_log}. */
record LogPartition(String chat, int bucket) {}
