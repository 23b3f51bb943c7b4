package parley.loadtests.storm;

/** What a {@link LeanClient} tells, on its event loop. */
interface LeanListener {

    /** Looks at nothing. */
    LeanListener NONE = new LeanListener() {};

    /** The client is past {@code synced}. */
    default void onReady() {}

    /** A new entry of a chat, in order. */
    default void onEntry(LeanChat chat, Inbound.Entry entry) {}

    /** The client has all entries of all its chats that it knows of. Said again whenever that stays true after a frame. */
    default void onCurrent() {}

    /** An {@code ack}, or an {@code error} that answers a request other than {@code sync}. */
    default void onReply(Inbound reply) {}
}
