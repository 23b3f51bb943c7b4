package parley.gateway.ws;

/** Why a connection ends; {@code docs/protocol.md} 2.10. */
enum CloseCode {
    GOING_AWAY(1001, "the node is going away"),
    BINARY(1003, "binary frame"),
    NOT_UTF8(1007, "not UTF-8"),
    BAD_FRAMES(1008, "too many bad frames"),
    TOO_LARGE(1009, "frame too large"),
    INTERNAL(1011, "something went wrong here"),
    RESTART(1012, "reconnect with back-off"),
    TOKEN(4001, "token missing, expired, foreign or malformed"),
    NO_HELLO(4002, "no hello"),
    REVOKED(4003, "device revoked"),
    FLOOD(4004, "flood"),
    IDLE(4005, "nothing heard"),
    TOO_MANY_CONNECTIONS(4006, "too many connections"),
    TOO_SLOW(4007, "too slow"),
    ORIGIN(4008, "origin not allowed");

    private final int code;
    private final String reason;

    CloseCode(int code, String reason) {
        this.code = code;
        this.reason = reason;
    }

    int code() {
        return code;
    }

    String reason() {
        return reason;
    }
}
