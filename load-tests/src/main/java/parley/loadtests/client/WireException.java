package parley.loadtests.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;

/**
 * An answer that is an error: one of the protocol's codes, or one of the client's own ({@link #DEADLINE}, {@link #CLIENT_FULL},
 * {@link #ENDED}, {@link #BAD_FRAME} for what the server sent, {@link #NO_NODE}).
 */
public final class WireException extends RuntimeException {

    /** The operation had no answer in time: its outcome is unknown. */
    public static final String DEADLINE = "deadline";

    /** The client has too many operations open: this one was not begun. */
    public static final String CLIENT_FULL = "client_full";

    /** The client was closed, or the server told it not to come back: the outcome of what was open is unknown. */
    public static final String ENDED = "ended";

    /** What was read is not what the protocol says. */
    public static final String BAD_FRAME = "bad_frame";

    /** None of the nodes answered. */
    public static final String NO_NODE = "no_node";

    private static final long serialVersionUID = 1L;

    private final String code;
    private final boolean retryable;
    private final long retryAfterMs;

    private WireException(String code, String message, boolean retryable, long retryAfterMs) {
        super(code + ": " + message);
        this.code = code;
        this.retryable = retryable;
        this.retryAfterMs = retryAfterMs;
    }

    static WireException of(String code, String message) {
        return new WireException(code, message, false, 0);
    }

    static WireException badFrame(String message) {
        return of(BAD_FRAME, message);
    }

    /** Reads an error object of the socket or of the HTTP API. */
    static WireException ofError(JsonNode error) {
        return new WireException(
                Frames.text(error, "code"),
                error.path("message").asText(),
                error.path("retryable").asBoolean(),
                Math.max(0, error.path("retryAfterMs").asLong()));
    }

    /** The error's code, such as {@code not_a_member}. */
    public String code() {
        return code;
    }

    /** Whether the same request, with the same key, may be sent again. */
    public boolean retryable() {
        return retryable;
    }

    /** How long the server asks to wait; zero if it does not say. */
    Duration retryAfter() {
        return Duration.ofMillis(retryAfterMs);
    }
}
