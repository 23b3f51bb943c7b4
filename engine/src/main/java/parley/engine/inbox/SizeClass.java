package parley.engine.inbox;

/** What a chat promises at its size; state of the chat, not computed from the count, so that it does not flap. */
public enum SizeClass {
    /** Grows out of it at 9 members: each member's inbox row carries the chat's head. */
    SMALL,
    /** Shrinks out of it below 6 members: one head row a chat, which connecting devices read. */
    MEDIUM;

    public static final int SMALL_MEMBERS_MAX = 8;
    public static final int MEDIUM_MEMBERS_MIN = 6;
}
