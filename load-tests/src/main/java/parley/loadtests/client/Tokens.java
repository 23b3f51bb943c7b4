package parley.loadtests.client;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a device's tokens fresh. A refresh token is void after its first use, so one exchange runs at a time, and where its answer was
 * lost the client logs in again if it knows the password. Confined to the client's serial.
 */
final class Tokens {

    private static final Duration MARGIN = Duration.ofSeconds(2);

    private final HttpApi api;
    private final Serial serial;
    private final @Nullable String password;
    private Session session;
    private boolean refused;
    private @Nullable CompletableFuture<Session> renewal;

    Tokens(HttpApi api, Serial serial, Session session, @Nullable String password) {
        this.api = api;
        this.serial = serial;
        this.session = session;
        this.password = password;
    }

    Session session() {
        return session;
    }

    /** The server refused the access token: the next {@link #fresh()} gets another one. */
    void refuse() {
        refused = true;
    }

    /** An access token that lives a while; completes on the serial. */
    CompletionStage<Session> fresh() {
        boolean expiring = untilExpiry().compareTo(MARGIN) < 0;
        return refused || expiring ? renew() : CompletableFuture.completedStage(session);
    }

    /** When to hand in a fresh token on a live connection: after four fifths of what is left. */
    Duration untilRenewal() {
        Duration left = untilExpiry();
        return left.isNegative() ? Duration.ZERO : left.multipliedBy(4).dividedBy(5);
    }

    /** Exchanges the tokens; completes on the serial. Fails with {@code unauthenticated} if there is no way back in. */
    CompletionStage<Session> renew() {
        if (renewal != null) {
            return renewal;
        }
        CompletableFuture<Session> result = new CompletableFuture<>();
        renewal = result;
        api.refresh(session.refreshToken())
                .exceptionallyCompose(this::logInInstead)
                .whenCompleteAsync((renewed, failure) -> settle(result, renewed, failure), serial);
        return result;
    }

    private CompletionStage<Session> logInInstead(Throwable failure) {
        if (password != null) {
            return api.logIn(session.name(), password);
        }
        return CompletableFuture.failedStage(Failures.unwrap(failure));
    }

    private void settle(CompletableFuture<Session> result, @Nullable Session renewed, @Nullable Throwable failure) {
        renewal = null;
        if (renewed != null) {
            session = renewed;
            refused = false;
            result.complete(renewed);
        } else if (failure != null) {
            result.completeExceptionally(Failures.unwrap(failure));
        }
    }

    private Duration untilExpiry() {
        return Duration.ofMillis(session.accessExpiresAt() - System.currentTimeMillis());
    }
}
