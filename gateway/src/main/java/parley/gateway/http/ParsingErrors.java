package parley.gateway.http;

import akka.event.LoggingAdapter;
import akka.http.ParsingErrorHandler;
import akka.http.javadsl.model.HttpResponse;
import akka.http.scaladsl.model.ErrorInfo;
import akka.http.scaladsl.model.StatusCode;
import akka.http.scaladsl.settings.ServerSettings;
import parley.gateway.wire.ErrorCode;
import parley.gateway.wire.WireLimits;

/**
 * Answers what Akka HTTP could not read as a request (a path or a header too long, no HTTP at all) as everything else is answered.
 * Akka makes it by the name in {@code akka.http.server.parsing.error-handler}. Nothing is logged: strangers write here.
 */
public final class ParsingErrors extends ParsingErrorHandler {

    /** Where Akka looks for it. */
    public static final ParsingErrors MODULE$ = new ParsingErrors();

    private final Json json = new Json(WireLimits.DEFAULT);

    private ParsingErrors() {}

    @Override
    public HttpResponse handle(StatusCode status, ErrorInfo error, LoggingAdapter log, ServerSettings settings) {
        Failures.Body body = Failures.Body.of(ErrorCode.BAD_FRAME, error.summary(), 0);
        return SecurityHeaders.addTo(json.response(status.intValue(), body));
    }
}
