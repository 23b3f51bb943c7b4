package parley.gateway.auth;

import parley.gateway.wire.ErrorCode;

/**
 * A request that is answered with an error of the protocol: an expected outcome, so it carries no stack trace and is not logged.
 */
public final class RequestRefused extends RuntimeException {

    private final ErrorCode code;
    private final long retryAfterMs;

    public RequestRefused(ErrorCode code, String message) {
        this(code, message, 0);
    }

    /** {@code retryAfterMs}: 0 to leave it out of the answer. */
    public RequestRefused(ErrorCode code, String message, long retryAfterMs) {
        super(message, null, false, false);
        this.code = code;
        this.retryAfterMs = retryAfterMs;
    }

    public ErrorCode code() {
        return code;
    }

    public long retryAfterMs() {
        return retryAfterMs;
    }
}
