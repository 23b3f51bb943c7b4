package parley.engine.chat.domain;

/** What a chat is for; fixed when it is created. */
public enum ChatKind {
    /** Exactly two members, for ever; its id is derived from theirs, so creating it twice is creating it once. */
    DIRECT,
    /** A title, an owner, members who come and go. */
    GROUP
}
