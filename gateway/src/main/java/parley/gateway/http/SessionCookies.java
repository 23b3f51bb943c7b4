package parley.gateway.http;

import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.headers.HttpCookie;
import akka.http.javadsl.model.headers.SameSite;
import akka.http.javadsl.model.headers.SetCookie;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import parley.gateway.auth.Session;

/**
 * A browser's tokens in cookies that no script reads and no other site's page sends. The refresh token goes only where it is
 * exchanged. The access cookie lives as long as the refresh one: that it has expired is told by the server.
 */
final class SessionCookies {

    static final String ACCESS = "parley_access";
    static final String REFRESH = "parley_refresh";

    private static final String ACCESS_PATH = "/";
    private static final String REFRESH_PATH = "/v1/sessions";

    private SessionCookies() {}

    static Optional<String> access(Call call) {
        return call.cookie(ACCESS);
    }

    static Optional<String> refresh(Call call) {
        return call.cookie(REFRESH);
    }

    static HttpResponse give(HttpResponse response, Call call, Session session, Clock clock) {
        Instant now = clock.instant();
        long seconds =
                Math.max(0, Duration.between(now, session.refresh().expiresAt()).toSeconds());
        return response.addHeader(cookie(ACCESS, session.access().text(), ACCESS_PATH, seconds, call.isHttps()))
                .addHeader(cookie(REFRESH, session.refresh().text(), REFRESH_PATH, seconds, call.isHttps()));
    }

    static HttpResponse take(HttpResponse response, Call call) {
        return response.addHeader(cookie(ACCESS, "", ACCESS_PATH, 0, call.isHttps()))
                .addHeader(cookie(REFRESH, "", REFRESH_PATH, 0, call.isHttps()));
    }

    private static SetCookie cookie(String name, String value, String path, long seconds, boolean secure) {
        return SetCookie.create(HttpCookie.create(name, value)
                .withPath(path)
                .withMaxAge(seconds)
                .withSecure(secure)
                .withHttpOnly(true)
                .withSameSite(SameSite.Strict));
    }
}
