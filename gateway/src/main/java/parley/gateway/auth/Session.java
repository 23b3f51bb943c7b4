package parley.gateway.auth;

import java.time.Instant;
import parley.engine.account.Account;
import parley.engine.id.DeviceId;

/** A device that has just signed in, or stayed in, with what it needs from now on. */
public record Session(Account account, DeviceId device, AccessToken access, Refresh refresh) {

    /** The one refresh token that is good now. */
    public record Refresh(String text, Instant expiresAt) {
        @Override
        public String toString() {
            return "Refresh[expiresAt=" + expiresAt + "]";
        }
    }
}
