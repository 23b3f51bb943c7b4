package parley.engine.simulation;

/** Bugs that can be planted through the engine's ports, to see that the simulation finds them. */
enum Break {
    /** The journal says "written" before it is. */
    ACK_BEFORE_JOURNAL,
    /** The inbox says "written" before it is. */
    ACK_BEFORE_GATE,
    /** What is replayed has lost its keys. */
    DEDUPE_FORGOTTEN,
    /** The clock by which a node judges its own lease stands still. */
    LEASE_UNCHECKED,
    /** A shard is given up while entries of its chats are not in their logs. */
    AHEAD_UNSETTLED,
    /** Whoever takes a shard does not look for what its holder had written ahead. */
    AHEAD_UNRECOVERED,
    /** Whatever is recovered is said to be confirmed. */
    DOUBT_SHOWN,
    /** A list is read as it was when it was read before. */
    LIST_STALE,
    /** Whoever reads a list does not ask the chats whose rows are open. */
    OPEN_UNASKED,
    /** What another node's fan-out did not answer is not sent again. */
    RESEND_FORGOTTEN,
    /** Slots whose sessions may have missed something are not told. */
    UNSURE_FORGOTTEN,
    /** What is for a chat's members goes to everybody. */
    LEAVERS_TOLD,
    /** Nodes do not tell each other when their slots have changed. */
    SLOTS_UNTOLD,
    /** A hub tells a session that moved of its connections once, whether it gets there or not. */
    REGISTERED_ONCE,
    /** Whoever was too slow, and did not get what was pushed, is not told. */
    RESYNC_FORGOTTEN,
    /** A gateway tells messages that had gathered one by one, each as if there were no others. */
    TOLD_APART,
    /** Whoever comes back after long is told to go on from what they have. */
    CONTINUITY_IGNORED
}
