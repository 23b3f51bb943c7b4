package parley.loadtests.check;

/** What a run can have had: a rule that had nothing to check has shown nothing. */
public enum Exercise {
    /** Keys of messages that were sent. */
    SENT,
    /** Of these, acked. */
    ACKED,
    /** Of these, refused for certain. */
    REFUSED,
    /** Of these, neither. */
    UNKNOWN,
    /** Acks that came while a fault lasted. */
    ACKED_DURING_FAULT,
    /** Sendings whose outcome was unknown when they ended. */
    UNKNOWN_OUTCOMES,
    /** Sendings that were answered as duplicates. */
    DUPLICATES_ANSWERED,
    /** Members added, removed or gone, with an answer. */
    MEMBERS_CHANGED,
    /** Of these, removals and leavings. */
    REMOVALS,
    /** Entries pushed, one for each device. */
    DELIVERED,
    /** Entries pushed again on the same connection. */
    PUSHED_AGAIN,
    /** Entries that clients showed. */
    SHOWN,
    /** Connections that were welcome. */
    CONNECTIONS,
    /** Of these, those that said what they have. */
    RESUMES,
    /** Chats that could go on. */
    PROVEN,
    /** Chats of which too much was missing. */
    TOO_LONG,
    /** Chats to be dropped. */
    RESET,
    /** Times that the server said it dropped pushes. */
    RESYNCS,
    /** Pushes that jumped past entries during faults, so that the client had to ask. */
    GAPS_REPAIRED,
    /** Pages. */
    PAGES,
    /** Whole logs read back after the run, of one chat by one member in one way. */
    READINGS,
    /** Positions that were answered as stored. */
    POSITIONS_STORED,
    /** Positions seen, own and of others. */
    POSITIONS_SEEN,
    /** Faults that began. */
    FAULTS,
    /** Chats whose journal was read. */
    JOURNALS,
    /** Times that another incarnation of a chat went on, in the journal. */
    HAND_OFFS,
    /** Rows of the journal that are no entries. */
    ROWS_DROPPED
}
