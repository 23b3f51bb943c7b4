package parley.gateway.auth;

import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import parley.engine.account.Account;
import parley.engine.account.Accounts;
import parley.engine.id.UserId;

/** The users that have an account. */
final class KnownUsers implements UserDirectory {

    private final Accounts accounts;

    KnownUsers(Accounts accounts) {
        this.accounts = accounts;
    }

    @Override
    public CompletionStage<Set<UserId>> existing(Set<UserId> users) {
        if (users.size() > USERS_MAX) {
            throw new IllegalArgumentException("users: " + users.size() + " (expected: at most " + USERS_MAX + ")");
        }
        return accounts.byIds(List.copyOf(users))
                .thenApply(found -> found.stream().map(Account::user).collect(Collectors.toUnmodifiableSet()));
    }
}
