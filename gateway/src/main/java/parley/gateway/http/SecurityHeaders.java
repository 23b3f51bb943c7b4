package parley.gateway.http;

import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.headers.RawHeader;
import java.util.List;

/** What every answer says to browsers, so that nothing served here is taken for more than it is. */
final class SecurityHeaders {

    private static final String POLICY = "Content-Security-Policy";

    private static final List<RawHeader> ALWAYS = List.of(
            RawHeader.create("X-Content-Type-Options", "nosniff"), RawHeader.create("Referrer-Policy", "no-referrer"));

    private static final RawHeader NOTHING = policy("default-src 'none'; frame-ancestors 'none'");
    private static final RawHeader NOT_STORED = RawHeader.create("Cache-Control", "no-store");

    private SecurityHeaders() {}

    static RawHeader policy(String value) {
        return RawHeader.create(POLICY, value);
    }

    /** Adds what is not there. */
    static HttpResponse addTo(HttpResponse response) {
        HttpResponse safe = response;
        for (RawHeader header : ALWAYS) {
            safe = safe.addHeader(header);
        }
        if (response.getHeader(POLICY).isEmpty()) {
            safe = safe.addHeader(NOTHING);
        }
        return response.getHeader("Cache-Control").isEmpty() ? safe.addHeader(NOT_STORED) : safe;
    }
}
