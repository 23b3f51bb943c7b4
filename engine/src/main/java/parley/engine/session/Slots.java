package parley.engine.session;

import parley.engine.id.UserId;

/** Which slot a user's session lives in. Never changes: all nodes of all versions must agree. */
public final class Slots {

    public static final int COUNT = 1_024;

    private Slots() {}

    public static int of(UserId user) {
        int hash = user.key().hashCode();
        return (hash ^ (hash >>> 16)) & (COUNT - 1);
    }
}
