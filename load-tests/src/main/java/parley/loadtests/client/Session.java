package parley.loadtests.client;

import static java.util.Objects.requireNonNull;

/**
 * A signed-in device and its tokens, as the HTTP API answers. Times are epoch milliseconds. Does not print its tokens.
 */
public record Session(
        String user,
        String name,
        String displayName,
        String device,
        String accessToken,
        long accessExpiresAt,
        String refreshToken,
        long refreshExpiresAt) {

    public Session {
        requireNonNull(user, "user");
        requireNonNull(name, "name");
        requireNonNull(displayName, "displayName");
        requireNonNull(device, "device");
        requireNonNull(accessToken, "accessToken");
        requireNonNull(refreshToken, "refreshToken");
    }

    @Override
    public String toString() {
        return "Session[user=" + user + ", device=" + device + "]";
    }
}
