package parley.gateway.wire;

import com.fasterxml.jackson.annotation.JsonValue;

/** What can go wrong for a client, the same on the socket and over HTTP; {@code docs/protocol.md} 2.9 says when. */
public enum ErrorCode {
    BAD_FRAME("bad_frame", 400, false, "the frame is malformed"),
    UNKNOWN_TYPE("unknown_type", 400, false, "this server does not know the type"),
    NOT_WELCOME("not_welcome", 409, false, "say hello first, and once"),
    UNAUTHENTICATED("unauthenticated", 401, false, "the token is missing, expired, foreign or malformed"),
    FORBIDDEN("forbidden", 403, false, "you may not do this"),
    NOT_FOUND("not_found", 404, false, "there is no such user or device"),
    NO_SUCH_CHAT("no_such_chat", 404, false, "there is no such chat"),
    NOT_A_MEMBER("not_a_member", 403, false, "you are not a member of this chat"),
    ALREADY_EXISTS("already_exists", 409, false, "the name is taken"),
    DIRECT_CHAT("direct_chat", 409, false, "members and title of a direct chat do not change"),
    TOO_MANY_MEMBERS("too_many_members", 409, false, "the group would have too many members"),
    CHAT_FULL("chat_full", 409, false, "the chat has as many entries as it can have"),
    TOO_OLD("too_old", 409, false, "the first try was so long ago that it cannot be told whether it arrived"),
    KEY_REUSED("key_reused", 409, false, "the key was used for something else"),
    RATE_LIMITED("rate_limited", 429, true, "you ask for more than your share"),
    BUSY("busy", 503, true, "there is too much to do"),
    UNAVAILABLE("unavailable", 503, true, "no answer came, so the outcome is unknown: try again with the same key"),
    INTERNAL("internal", 500, true, "something went wrong here");

    private final String code;
    private final int httpStatus;
    private final boolean retryable;
    private final String message;

    ErrorCode(String code, int httpStatus, boolean retryable, String message) {
        this.code = code;
        this.httpStatus = httpStatus;
        this.retryable = retryable;
        this.message = message;
    }

    /** As it stands on the wire. */
    @JsonValue
    public String code() {
        return code;
    }

    public int httpStatus() {
        return httpStatus;
    }

    /** Whether the same thing may succeed later, with the same key. */
    public boolean retryable() {
        return retryable;
    }

    /** A sentence for people, where there is nothing more to say. */
    public String message() {
        return message;
    }
}
