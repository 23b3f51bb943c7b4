package parley.gateway.auth;

import java.time.Instant;

/** An access token as its bearer gets it. */
public record AccessToken(String text, Instant expiresAt) {

    @Override
    public String toString() {
        return "AccessToken[expiresAt=" + expiresAt + "]";
    }
}
