package parley.gateway.http;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import parley.engine.Engine;
import parley.engine.account.Account;
import parley.engine.account.Accounts;
import parley.engine.id.UserId;
import parley.gateway.auth.RateLimits;
import parley.gateway.wire.EngineFrames;
import parley.gateway.wire.FrameCodec;

/**
 * Changes how users are called. What was changed is stored; that is pushed at once to the user's own devices and to those with whom they
 * have a direct chat, as far as they are connected. A push may be lost: clients look others up again from time to time. Thread-safe.
 */
final class Profiles {

    private final Accounts accounts;
    private final RateLimits limits;
    private final ChatLists lists;
    private final Engine engine;
    private final FrameCodec codec;

    Profiles(Accounts accounts, RateLimits limits, ChatLists lists, Engine engine, FrameCodec codec) {
        this.accounts = accounts;
        this.limits = limits;
        this.lists = lists;
        this.engine = engine;
        this.codec = codec;
    }

    /**
     * Completes with the account as it is when that is stored. Fails with {@code rate_limited}, and with {@code StoreUnavailable} when the
     * outcome is unknown: asking again completes what was begun.
     */
    CompletionStage<Account> rename(Account account, String displayName) {
        limits.profileChange(account.user());
        Account renamed = account.shownAs(displayName);
        return accounts.rename(account, displayName)
                .thenCompose(stored -> audience(account.user()))
                .thenApply(users -> {
                    engine.push(users, codec.encode(EngineFrames.profile(renamed)));
                    return renamed;
                });
    }

    /** A list that cannot be read now is no reason to fail: it is stored, and the others look it up. */
    private CompletionStage<List<UserId>> audience(UserId user) {
        return CompletableFuture.completedFuture(user)
                .thenCompose(lists::peers)
                .exceptionally(unread -> List.of())
                .thenApply(peers -> {
                    List<UserId> users = new ArrayList<>(peers);
                    users.add(user);
                    return users;
                });
    }
}
