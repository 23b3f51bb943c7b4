package parley.sdk;

import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Something the server refused, or could not say yet. Its {@link #code} is one of docs/protocol.md, section 2.9, or one of the client's own:
 * {@code unreachable} (no connection, or no answer in time), {@code closed} (the client was closed before the outcome was known),
 * {@code discarded} (a message that was taken back), {@code outbox_full} (too many messages wait to be sent).
 */
public final class Refusal extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String code;
    private final boolean retryable;
    private final @Nullable Long retryAfterMs;

    Refusal(String code, @Nullable String message, boolean retryable, @Nullable Long retryAfterMs) {
        // Expected, and made often: where it was made tells nothing.
        super(message == null || message.isEmpty() ? code : message, null, false, false);
        this.code = code;
        this.retryable = retryable;
        this.retryAfterMs = retryAfterMs;
    }

    /** One that is final. */
    static Refusal of(String code) {
        return new Refusal(code, null, false, null);
    }

    /** The answer to a request whose connection ended, or which nobody answered. */
    static Refusal unanswered() {
        return new Refusal("unreachable", "no answer", true, null);
    }

    /** The answer to all that a client was still asked when it was closed. */
    static Refusal closed() {
        return new Refusal("closed", "the client is closed", true, null);
    }

    /** Why a stage failed, without what the JDK wraps around it; something that is no refusal is a bug. */
    static Refusal of(Throwable failure) {
        Throwable cause = unwrap(failure);
        return cause instanceof Refusal refusal ? refusal : new Refusal("internal", String.valueOf(cause), false, null);
    }

    static Throwable unwrap(Throwable failure) {
        Throwable cause = failure;
        while ((cause instanceof CompletionException || cause instanceof ExecutionException)
                && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }

    /** What is wrong, as a word of the protocol. */
    public String code() {
        return code;
    }

    /** Whether the outcome is unknown, and the same may be asked again under the same key. */
    public boolean retryable() {
        return retryable;
    }

    /** How long the server wants to be left alone, in milliseconds; null where it did not say. */
    public @Nullable Long retryAfterMs() {
        return retryAfterMs;
    }
}
