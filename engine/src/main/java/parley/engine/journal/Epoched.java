package parley.engine.journal;

/** Something stored that belongs to one incarnation of a chat's log. */
public interface Epoched {

    /** The epoch of the incarnation: strictly growing from incarnation to incarnation of a chat. See {@link Epoch}. */
    long epoch();
}
