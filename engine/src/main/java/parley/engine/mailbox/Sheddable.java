package parley.engine.mailbox;

import org.jspecify.annotations.Nullable;

/** A message that a {@link SheddingMailbox} may drop for want of room, because what it was for can be made up for. */
public interface Sheddable {

    /** About what a message keeps in memory beside what it brings. */
    long OVERHEAD_BYTES = 200;

    /** About what it keeps in memory while it waits. */
    long waitingBytes();

    /**
     * What the actor is told in its place, soon and once for many.
     *
     * @param lost what it was to be told so far; may be changed and returned
     * @return null if nothing: whoever sent the message notices by itself that it was not answered
     */
    @Nullable
    Object shed(@Nullable Object lost);
}
