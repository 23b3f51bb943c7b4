package parley.engine.chat.domain;

/** Why a chat refuses. Each reaches clients as an error code of its own; nothing was changed. */
public enum ChatRejection {
    /** It does not exist, or the asker was never in it: which of them is not told. */
    NO_SUCH_CHAT,
    /** The asker has left, or was removed. */
    NOT_A_MEMBER,
    /** Only the owner may. */
    NOT_THE_OWNER,
    /** The user to be removed is not in the chat. */
    NO_SUCH_MEMBER,
    /** Members and title of a direct chat do not change. */
    DIRECT_CHAT,
    TOO_MANY_MEMBERS,
    /** The log has as many entries as a log can have. */
    CHAT_FULL,
    /** The retry began so long ago that a first delivery can no longer be excluded. */
    TOO_OLD,
    /** The key was used for something else. */
    KEY_REUSED
}
