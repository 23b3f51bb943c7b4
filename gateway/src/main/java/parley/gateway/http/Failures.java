package parley.gateway.http;

import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.headers.RawHeader;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import parley.engine.account.StoreUnavailable;
import parley.gateway.auth.RequestRefused;
import parley.gateway.wire.ErrorCode;

/** The one place where a failure becomes an answer. Refusals are not logged, outages once per request, bugs with a stack trace. */
final class Failures {

    private static final Logger log = LoggerFactory.getLogger(Failures.class);

    private static final long UNAVAILABLE_RETRY_MS = 1_000;

    private final Json json;

    Failures(Json json) {
        this.json = json;
    }

    /** An error as it stands on the wire. */
    record Body(
            ErrorCode code,
            String message,
            boolean retryable,
            @Nullable Long retryAfterMs) {

        static Body of(ErrorCode code, String message, long retryAfterMs) {
            return new Body(code, message, code.retryable(), retryAfterMs > 0 ? Long.valueOf(retryAfterMs) : null);
        }
    }

    HttpResponse response(Throwable failure, String request) {
        Body body = body(failure, request);
        HttpResponse response = json.response(body.code().httpStatus(), body);
        if (body.retryAfterMs() == null) {
            return response;
        }
        long seconds = TimeUnit.MILLISECONDS.toSeconds(body.retryAfterMs() + 999);
        return response.addHeader(RawHeader.create("Retry-After", Long.toString(seconds)));
    }

    /** @param request what was asked, for the log: method and path without values */
    static Body body(Throwable failure, String request) {
        Throwable cause = unwrap(failure);
        if (cause instanceof RequestRefused refused) {
            return Body.of(refused.code(), messageOf(refused), refused.retryAfterMs());
        }
        if (cause instanceof StoreUnavailable away) {
            log.warn(
                    "store unavailable request=\"{}\" what=\"{}\" cause=\"{}\"",
                    request,
                    messageOf(away),
                    away.getCause());
            return Body.of(ErrorCode.UNAVAILABLE, ErrorCode.UNAVAILABLE.message(), UNAVAILABLE_RETRY_MS);
        }
        log.error("request failed request=\"{}\"", request, cause);
        return Body.of(ErrorCode.INTERNAL, ErrorCode.INTERNAL.message(), 0);
    }

    private static String messageOf(Throwable cause) {
        String message = cause.getMessage();
        return message == null ? "" : message;
    }

    private static Throwable unwrap(Throwable failure) {
        Throwable cause = failure.getCause();
        return failure instanceof CompletionException && cause != null ? cause : failure;
    }
}
