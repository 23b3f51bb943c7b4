package parley.sdk;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How a client shows who it is. Used on the loop. */
interface Credentials {

    /** The access token; null until there is one. */
    @Nullable
    String token();

    /** Gets a fresh one. False when signed out; fails when out of reach. */
    CompletableFuture<Boolean> renew(Http http, Loop loop);

    void forget();

    /** The tokens of a session, as logging in answers them. */
    final class Tokens implements Credentials {

        /** Well within the time for which the server forgives a refresh token that was used before. */
        private static final long REFRESH_TIMEOUT_MS = 5_000;

        private static final Logger LOG = LoggerFactory.getLogger(Tokens.class);

        private final Consumer<Session> save;
        private Session session;
        /** Whether the refresh token was refused for good: it will not be good again. */
        private boolean over;

        /** @param save keeps what must be given the next time: a refresh token works once */
        Tokens(Session session, Consumer<Session> save) {
            this.session = session;
            this.save = save;
        }

        @Override
        public String token() {
            return session.accessToken();
        }

        @Override
        public CompletableFuture<Boolean> renew(Http http, Loop loop) {
            if (over) {
                return CompletableFuture.completedFuture(false);
            }
            ObjectNode body = Json.object().put("refreshToken", session.refreshToken());
            CompletableFuture<Session> refreshed = http.fetch(
                            "POST", "/v1/sessions/refresh", body, null, REFRESH_TIMEOUT_MS)
                    .thenApply(answer -> Json.as(answer, Session.class));
            return loop.here(refreshed)
                    .thenCompose(fresh -> {
                        session = fresh;
                        // It may write a file, which is nothing for the loop.
                        return loop.here(CompletableFuture.runAsync(() -> save.accept(fresh)))
                                .exceptionally(failure -> {
                                    LOG.warn("renewed session not kept", failure);
                                    return null;
                                });
                    })
                    .thenApply(saved -> true)
                    .exceptionally(failure -> {
                        Refusal refusal = Refusal.of(failure);
                        if (refusal.retryable() || refusal.code().equals("internal")) {
                            throw refusal;
                        }
                        over = refusal.code().equals("unauthenticated");
                        return false;
                    });
        }

        @Override
        public void forget() {
            over = true;
        }
    }

    /** Tokens that somebody else issues. */
    final class IssuedTokens implements Credentials {

        private @Nullable String token;
        private final TokenSource source;

        IssuedTokens(TokenSource source) {
            this.source = source;
        }

        @Override
        public @Nullable String token() {
            return token;
        }

        @Override
        public CompletableFuture<Boolean> renew(Http http, Loop loop) {
            return loop.here(source.fresh()).handle((fresh, failure) -> {
                if (failure != null) {
                    throw Refusal.unanswered();
                }
                token = fresh.orElse(null);
                if (token != null) {
                    // Its answer says for how long the token is good: the next one is asked for in time by that.
                    CompletableFuture<?> unused = http.fetch("GET", "/v1/me", null, token);
                }
                return token != null;
            });
        }

        @Override
        public void forget() {
            token = null;
        }
    }
}
