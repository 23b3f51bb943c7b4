package parley.gateway.http;

import java.util.Optional;
import java.util.concurrent.CompletionStage;
import parley.gateway.auth.Auth;
import parley.gateway.auth.OriginPolicy;
import parley.gateway.auth.Principal;
import parley.gateway.auth.RateLimits;
import parley.gateway.auth.RequestRefused;
import parley.gateway.auth.TokenVerifier;
import parley.gateway.auth.TokenVerifier.Verified;
import parley.gateway.wire.ErrorCode;

/**
 * Who a request speaks for: the bearer of the token in its header, or, for browsers, of the one in its cookie. Cookies come along by
 * themselves, so with them whatever changes something must come from a page of an allowed origin. Thread-safe.
 */
final class Credentials {

    private static final String BEARER = "Bearer ";

    private final TokenVerifier verifier;
    private final OriginPolicy origins;
    private final RateLimits limits;

    Credentials(Auth auth) {
        this.verifier = auth.verifier();
        this.origins = auth.origins();
        this.limits = auth.limits();
    }

    /** Fails with {@code unauthenticated}, {@code forbidden} or {@code rate_limited}. */
    CompletionStage<Principal> principal(Call call) {
        Optional<String> bearer = bearer(call);
        if (bearer.isEmpty() && SessionCookies.access(call).isPresent() && call.changesSomething()) {
            requireOrigin(call);
        }
        String token = bearer.or(() -> SessionCookies.access(call))
                .orElseThrow(() -> new RequestRefused(ErrorCode.UNAUTHENTICATED, "there is no access token"));
        return verifier.verify(token).thenApply(verification -> {
            if (verification instanceof Verified verified) {
                limits.request(verified.principal().user());
                return verified.principal();
            }
            throw new RequestRefused(ErrorCode.UNAUTHENTICATED, ErrorCode.UNAUTHENTICATED.message());
        });
    }

    /** Refuses a request that takes or gives cookies unless a page of an allowed origin sent it. */
    void requireOrigin(Call call) {
        boolean allowed = call.header("Origin")
                .map(origin -> origins.allows(origin, call.host()))
                .orElse(false);
        if (!allowed) {
            throw new RequestRefused(ErrorCode.FORBIDDEN, "with cookies, this must come from an allowed origin");
        }
    }

    static Optional<String> bearer(Call call) {
        return call.header("Authorization")
                .filter(value -> value.regionMatches(true, 0, BEARER, 0, BEARER.length()))
                .map(value -> value.substring(BEARER.length()).trim());
    }
}
