package parley.sdk;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The HTTP API for somebody who is signed in. A request that is refused for its token is tried once more with a fresh one. Used on the loop,
 * where its outcomes are told.
 */
final class Api {

    private static final int SEARCH_MAX = 20;
    private static final int LOOKUP_MAX = 200;

    private final Http http;
    private final Credentials credentials;
    private final Loop loop;
    private @Nullable CompletableFuture<Boolean> renewing;

    Api(Http http, Credentials credentials, Loop loop) {
        this.http = http;
        this.credentials = credentials;
        this.loop = loop;
    }

    CompletableFuture<Void> logOut() {
        return call("DELETE", "/v1/sessions/current", null).handle((done, failure) -> {
            if (failure != null && !Refusal.of(failure).code().equals("unauthenticated")) {
                throw Refusal.of(failure);
            }
            credentials.forget();
            return null;
        });
    }

    CompletableFuture<Me> me() {
        return call("GET", "/v1/me", null).thenApply(answer -> Json.as(answer, Me.class));
    }

    CompletableFuture<Me> rename(String displayName) {
        return call("PATCH", "/v1/me", Json.object().put("displayName", displayName))
                .thenApply(answer -> Json.as(answer, Me.class));
    }

    CompletableFuture<ObjectNode> config() {
        return loop.here(http.fetch("GET", "/v1/config", null, null));
    }

    CompletableFuture<List<Device>> devices() {
        return call("GET", "/v1/devices", null).thenApply(answer -> Json.list(answer.path("devices"), Device.class));
    }

    CompletableFuture<Void> revoke(String device) {
        return call("DELETE", "/v1/devices/" + encoded(device), null).thenApply(done -> null);
    }

    CompletableFuture<List<Person>> search(String query) {
        return call("GET", "/v1/users?query=" + encoded(query) + "&limit=" + SEARCH_MAX, null)
                .thenApply(answer -> Json.list(answer.path("users"), Person.class));
    }

    /** @param users of more than 200 the first ones */
    CompletableFuture<List<Person>> lookup(List<String> users) {
        ObjectNode body = Json.object();
        body.set("users", Json.strings(users.subList(0, Math.min(LOOKUP_MAX, users.size()))));
        return call("POST", "/v1/users/lookup", body)
                .thenApply(answer -> Json.list(answer.path("users"), Person.class));
    }

    /** Whether there is a fresh token; false when signed out; fails when the server is out of reach. */
    CompletableFuture<Boolean> renew() {
        if (renewing == null) {
            CompletableFuture<Boolean> begun = credentials.renew(http, loop);
            renewing = begun.isDone() ? null : begun;
            return begun.whenComplete((done, failure) -> renewing = null);
        }
        return renewing;
    }

    /** A fresh one instead of a token that is over, unless somebody got one meanwhile. */
    CompletableFuture<Boolean> renewed(@Nullable String token) {
        return token != null && !Objects.equals(credentials.token(), token)
                ? CompletableFuture.completedFuture(true)
                : renew();
    }

    private CompletableFuture<ObjectNode> call(String method, String path, @Nullable Object body) {
        String token = credentials.token();
        Supplier<CompletableFuture<ObjectNode>> ask =
                () -> loop.here(http.fetch(method, path, body, credentials.token()));
        return ask.get().exceptionallyCompose(failure -> {
            Refusal refusal = Refusal.of(failure);
            if (!refusal.code().equals("unauthenticated")) {
                return CompletableFuture.failedFuture(refusal);
            }
            return renewed(token).thenCompose(fresh -> fresh ? ask.get() : CompletableFuture.failedFuture(refusal));
        });
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
