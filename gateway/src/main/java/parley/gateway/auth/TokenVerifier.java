package parley.gateway.auth;

import java.util.concurrent.CompletionStage;

/**
 * Tells whom an access token speaks for. Verification is local (signature, expiry, revocation in memory); only a user of a
 * foreign issuer who is seen for the first time costs a write. Never blocks; thread-safe.
 */
public interface TokenVerifier {

    /**
     * Completes with {@link Verified} or {@link Rejected}. The stage fails only when nothing can be told (the store is away while
     * a user has to be made): that is retryable, and no reason to throw a login away.
     *
     * @param token as the client sent it, of any length and content
     */
    CompletionStage<Verification> verify(String token);

    /** What came out of it. */
    sealed interface Verification {}

    record Verified(Principal principal) implements Verification {}

    record Rejected(Reason reason) implements Verification {}

    /** For logs and counters; clients are told {@code unauthenticated} for all of them. */
    enum Reason {
        /** Not a token at all, or without a claim that it must have. */
        MALFORMED,
        EXPIRED,
        /** Signed by nobody known, with an algorithm that is not allowed, or for another audience. */
        FOREIGN,
        /** Of a team, and lasts longer than revocations are kept. */
        LASTS_TOO_LONG,
        /** Its device was revoked. */
        REVOKED
    }
}
