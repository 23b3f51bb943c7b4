package parley.engine.account;

/**
 * What is kept of a device's refresh tokens: enough to check one, not enough to make one.
 *
 * @param familyHash of the secret that all tokens of the device contain
 * @param salt makes, with that secret and the generation, the part of a token that changes
 * @param generation of the one token that is good; 0 for a device that has none
 * @param rotatedAt when this generation began, epoch milliseconds
 */
public record RefreshState(String familyHash, String salt, long generation, long rotatedAt) {

    /** For devices whose tokens are issued by a server and not refreshed. */
    public static final RefreshState NONE = new RefreshState("", "", 0, 0);

    @Override
    public String toString() {
        return "RefreshState[generation=" + generation + "]";
    }
}
