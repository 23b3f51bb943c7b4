package parley.gateway.http;

import akka.http.javadsl.model.HttpHeader;
import akka.http.javadsl.model.HttpMethods;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.headers.RawHeader;
import java.util.Optional;
import java.util.Set;

/**
 * Lets pages of the configured origins use the API with bearer tokens. Not with cookies: other sites' pages do not have them, and
 * browsers are not told that credentials are welcome. Immutable and thread-safe.
 */
final class Cors {

    private static final int NO_CONTENT = 204;
    private static final String ALLOWED = "Access-Control-Allow-Origin";

    private final Set<String> origins;

    Cors(Set<String> origins) {
        this.origins = Set.copyOf(origins);
    }

    /** The answer to a browser that asks whether a page of a listed origin may ask. */
    Optional<HttpResponse> preflight(HttpRequest request) {
        boolean asks = request.method().equals(HttpMethods.OPTIONS)
                && request.getHeader("Access-Control-Request-Method").isPresent()
                && listed(request).isPresent();
        return asks
                ? Optional.of(HttpResponse.create()
                        .withStatus(NO_CONTENT)
                        .addHeader(RawHeader.create("Access-Control-Allow-Methods", "GET, POST, PATCH, DELETE"))
                        .addHeader(RawHeader.create("Access-Control-Allow-Headers", "authorization, content-type"))
                        .addHeader(RawHeader.create("Access-Control-Max-Age", "600")))
                : Optional.empty();
    }

    /** Says which origin's pages may read the answer. */
    HttpResponse addTo(HttpResponse response, HttpRequest request) {
        if (origins.isEmpty()) {
            return response;
        }
        HttpResponse varied = response.addHeader(RawHeader.create("Vary", "Origin"));
        return listed(request)
                .map(origin -> varied.addHeader(RawHeader.create(ALLOWED, origin))
                        .addHeader(RawHeader.create("Access-Control-Expose-Headers", "Retry-After")))
                .orElse(varied);
    }

    private Optional<String> listed(HttpRequest request) {
        return request.getHeader("Origin").map(HttpHeader::value).filter(origins::contains);
    }
}
