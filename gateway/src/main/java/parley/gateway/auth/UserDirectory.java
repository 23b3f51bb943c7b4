package parley.gateway.auth;

import java.util.Set;
import java.util.concurrent.CompletionStage;
import parley.engine.id.UserId;

/** Which users there are. Thread-safe, never blocks. */
public interface UserDirectory {

    /**
     * Those of {@code users} that exist. The stage fails when the store does not answer.
     *
     * @param users at most {@link #USERS_MAX}
     */
    CompletionStage<Set<UserId>> existing(Set<UserId> users);

    /** How many users may be asked about at once. */
    int USERS_MAX = 200;
}
