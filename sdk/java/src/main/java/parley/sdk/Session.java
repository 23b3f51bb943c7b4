package parley.sdk;

/**
 * What signing up or logging in answers, and what a client is connected with. A secret: whoever has it is that user. Its refresh token works
 * once, so keep the renewed one whenever there is one ({@link Parley.Connecting#save}). Times are epoch milliseconds of the server's clock.
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

    /** Without the tokens, so that a log does not have them. */
    @Override
    public String toString() {
        return "Session[user=" + user + ", device=" + device + "]";
    }
}
