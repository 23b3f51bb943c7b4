package parley.gateway.auth;

import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import parley.engine.account.Account;
import parley.engine.account.Accounts;
import parley.engine.account.Accounts.Claim;
import parley.engine.account.Accounts.Credential;
import parley.engine.id.TenantId;
import parley.gateway.wire.ErrorCode;

/**
 * Signing up and logging in with a name and a password. Stages fail with {@link RequestRefused} for what the caller did, and with
 * {@code StoreUnavailable} if the store does not answer. Thread-safe.
 */
public final class SignIn {

    private static final TenantId TENANT = TenantId.DEFAULT;

    private final Accounts accounts;
    private final PasswordHasher passwords;
    private final RateLimits limits;
    private final DeviceSessions sessions;
    private final RandomIds ids;
    private final SignIns counted;

    SignIn(
            Accounts accounts,
            PasswordHasher passwords,
            RateLimits limits,
            DeviceSessions sessions,
            RandomIds ids,
            SignIns counted) {
        this.accounts = accounts;
        this.passwords = passwords;
        this.limits = limits;
        this.sessions = sessions;
        this.ids = ids;
        this.counted = counted;
    }

    /** Who asks: the address counts against the rate limits. */
    public record Caller(String address, String deviceName) {}

    /** What an account begins with; valid already ({@link Names}). */
    public record NewAccount(String name, @Nullable String password, String displayName) {
        @Override
        public String toString() {
            return "NewAccount[name=" + name + "]";
        }
    }

    public CompletionStage<Session> signUp(NewAccount wanted, Caller caller) {
        return counted.signUps.counted(limited(() -> limits.signUp(caller.address()))
                .thenCompose(free -> open(wanted))
                .thenCompose(opened -> {
                    if (!opened.claim().created()) {
                        throw new RequestRefused(ErrorCode.ALREADY_EXISTS, "the name is taken");
                    }
                    return sessions.open(opened.account(), caller.deviceName());
                }));
    }

    public CompletionStage<Session> logIn(String name, String password, Caller caller) {
        return counted.logIns.counted(limited(() -> limits.logIn(caller.address(), name))
                .thenCompose(free -> accounts.credential(TENANT, name))
                .thenCompose(found -> {
                    String hash = found.map(Credential::passwordHash).orElse(null);
                    return passwords.matches(password, hash).thenApply(same -> {
                        if (!same || found.isEmpty()) {
                            throw new RequestRefused(ErrorCode.UNAUTHENTICATED, "no such name and password");
                        }
                        return found.get().account();
                    });
                })
                // A sign-up that broke off before its last write is completed here: only a log-in leads on from it.
                .thenCompose(account -> accounts.list(account).thenApply(listed -> account))
                .thenCompose(account -> sessions.open(account, caller.deviceName())));
    }

    /** Makes an account, or tells whose the name is already. For the service API: no limits of rate, no session. */
    public CompletionStage<Claim> create(NewAccount wanted) {
        return open(wanted).thenApply(Opened::claim);
    }

    private record Opened(Claim claim, Account account) {}

    /** A name that is taken is found before a password is hashed for it: that is dear, and servers repeat themselves. */
    private CompletionStage<Opened> open(NewAccount wanted) {
        return accounts.credential(TENANT, wanted.name()).thenCompose(found -> {
            if (found.isEmpty()) {
                return make(wanted);
            }
            Account account = found.get().account();
            Claim claim = new Claim(account.user(), false);
            return accounts.list(account).thenApply(listed -> new Opened(claim, account));
        });
    }

    private CompletionStage<Opened> make(NewAccount wanted) {
        Account account = new Account(ids.user(TENANT), wanted.name(), wanted.displayName(), sessions.now());
        CompletionStage<@Nullable String> hashed = wanted.password() == null
                ? CompletableFuture.completedFuture(null)
                : passwords.hash(wanted.password()).thenApply(hash -> hash);
        return hashed.thenCompose(hash -> accounts.create(account, hash))
                .thenCompose(claim -> list(claim, account).thenApply(listed -> new Opened(claim, account)));
    }

    /** Also what was created earlier is listed: its creator may have broken off before. */
    private CompletionStage<Void> list(Claim claim, Account account) {
        if (claim.created()) {
            return accounts.list(account);
        }
        return accounts.byIds(List.of(claim.user()))
                .thenCompose(found -> found.stream()
                        .min(Comparator.comparing(Account::user))
                        .map(accounts::list)
                        .orElseGet(() -> CompletableFuture.completedFuture(null)));
    }

    private static CompletionStage<Void> limited(Runnable limit) {
        return CompletableFuture.completedFuture((Void) null).thenRun(limit);
    }
}
