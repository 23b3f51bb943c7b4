package parley.engine.id;

/** Limits of the numbers that clients see. A seq counts the entries of a chat densely from 1; 0 means "nothing yet". */
public final class Seq {

    public static final long NONE = 0;

    /** JavaScript's largest exact integer: no number on the wire is above it. */
    public static final long MAX = (1L << 53) - 1;

    private Seq() {}
}
