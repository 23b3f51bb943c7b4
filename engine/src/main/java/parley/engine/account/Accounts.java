package parley.engine.account;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import parley.engine.id.TenantId;
import parley.engine.id.UserId;

/**
 * The accounts, by id and by name. Thread-safe, never blocks. A stage that fails with {@link StoreUnavailable} means unknown: what
 * was asked may have happened, and asking again is safe.
 */
public interface Accounts {

    /** How many users may be asked about, or found, at once. */
    int USERS_MAX = 200;

    /**
     * Takes the account's name for it. Of any number of calls with one name exactly one completes with {@code created}; the
     * others are told whose it is and leave nothing behind. The account is not found by {@link #startingWith} before {@link
     * #list} was called.
     *
     * @param passwordHash in PHC format; null for an account that nobody logs in to with a password
     */
    CompletionStage<Claim> create(Account account, @Nullable String passwordHash);

    /** Makes the account of a user of a foreign issuer, whose id is derived and whose name needs no claim. Idempotent. */
    CompletionStage<Void> admit(Account account);

    /** Makes the account show up in {@link #startingWith}, under its name or, if it was admitted, its display name. Idempotent. */
    CompletionStage<Void> list(Account account);

    /**
     * Changes what is shown for an account, wherever it is found. Asking again after a failure completes what was begun; two calls at
     * once for a user of a foreign issuer may leave them in {@link #startingWith} under both names.
     *
     * @param account one that exists, as it is now
     */
    CompletionStage<Void> rename(Account account, String displayName);

    CompletionStage<Optional<Credential>> credential(TenantId tenant, String name);

    /**
     * Those of {@code users} that exist, in no order.
     *
     * @param users at most {@link #USERS_MAX}
     */
    CompletionStage<List<Account>> byIds(List<UserId> users);

    /**
     * Listed accounts whose name begins with {@code prefix}, in the order of their names.
     *
     * @param prefix lower case, not empty
     * @param limit at most {@link #USERS_MAX}
     */
    CompletionStage<List<Account>> startingWith(TenantId tenant, String prefix, int limit);

    /** Whose a name is now; {@code created} if it was this call that took it. */
    record Claim(UserId user, boolean created) {}

    /** What a log-in is checked against. */
    record Credential(Account account, @Nullable String passwordHash) {
        @Override
        public String toString() {
            return "Credential[account=" + account + "]";
        }
    }
}
