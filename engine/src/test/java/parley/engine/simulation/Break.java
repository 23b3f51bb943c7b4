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
    /** Whatever is recovered is said to be confirmed. */
    DOUBT_SHOWN
}
