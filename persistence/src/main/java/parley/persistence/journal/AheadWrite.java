package parley.persistence.journal;

/** What belongs to a chat alone, so that nobody but the node that holds the chat reads it: it may be written ahead of its place. */
public sealed interface AheadWrite permits LogWrite, ReceiptWrite {

    String chat();

    /** Equal for what is stored in the same partition: it is brought there by one request, as one change. */
    Object partition();

    /** About how much it adds to a request. */
    int bytes();
}
