package parley.loadtests.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The HTTP API of one or several nodes. A call begins at the first node and goes on to the next one where a node does not answer.
 * Stages fail with a {@link WireException}. Thread-safe.
 */
public final class HttpApi {

    private final ClientRuntime runtime;
    private final List<String> nodes;
    private final FrameTap tap;

    /** @param nodes base addresses such as {@code http://127.0.0.1:8080}, at least one */
    public HttpApi(ClientRuntime runtime, List<String> nodes, FrameTap tap) {
        if (nodes.isEmpty()) {
            throw new IllegalArgumentException("no nodes (expected: at least one base address)");
        }
        this.runtime = runtime;
        this.nodes = nodes.stream()
                .map(node -> node.endsWith("/") ? node.substring(0, node.length() - 1) : node)
                .toList();
        this.tap = tap;
    }

    /** The same nodes, beginning with another one: {@code first} counts on past the last. */
    public HttpApi startingAt(int first) {
        List<String> turned = new ArrayList<>(nodes);
        Collections.rotate(turned, -Math.floorMod(first, nodes.size()));
        return new HttpApi(runtime, turned, tap);
    }

    /** The same nodes, seen by another tap: for one client of several. */
    public HttpApi tappedBy(FrameTap other) {
        return new HttpApi(runtime, nodes, other);
    }

    ClientRuntime runtime() {
        return runtime;
    }

    FrameTap tap() {
        return tap;
    }

    int nodeCount() {
        return nodes.size();
    }

    /**
     * Makes an account and logs its first device in. A try without an answer may have made the account already; then the next one logs
     * in.
     */
    public CompletionStage<Session> signUp(String name, String password, String displayName) {
        ObjectNode body =
                Frames.object().put("name", name).put("password", password).put("displayName", displayName);
        HttpCall call = call("POST", "/v1/accounts", body, null);
        return call.start()
                .thenApply(answer -> Frames.as(answer, Session.class))
                .exceptionallyCompose(failure -> call.tries() > 1 && isCode(failure, "already_exists")
                        ? logIn(name, password)
                        : CompletableFuture.failedStage(Failures.unwrap(failure)));
    }

    /** Logs a new device in. */
    public CompletionStage<Session> logIn(String name, String password) {
        ObjectNode body = Frames.object().put("name", name).put("password", password);
        return call("POST", "/v1/sessions", body, null).start().thenApply(answer -> Frames.as(answer, Session.class));
    }

    /**
     * Exchanges the refresh token. Not tried again where the first try may have arrived: the token is void after its first use, and
     * using it again revokes the device.
     */
    public CompletionStage<Session> refresh(String refreshToken) {
        ObjectNode body = Frames.object().put("refreshToken", refreshToken);
        return new HttpCall(runtime, nodes, tap, new HttpCall.Ask("POST", "/v1/sessions/refresh", body, null, true))
                .start()
                .thenApply(answer -> Frames.as(answer, Session.class));
    }

    /** Logs this device out. */
    public CompletionStage<Void> logOut(String accessToken) {
        return call("DELETE", "/v1/sessions/current", null, accessToken).start().thenAccept(answer -> {});
    }

    /** The address of the socket that the first node gives. */
    public CompletionStage<String> socketUrl() {
        return call("GET", "/v1/config", null, null).start().thenApply(answer -> Frames.text(answer, "socketUrl"));
    }

    /** A page of a chat's log, before or after a seq; without both, the newest one. */
    public CompletionStage<Answers.Page> entries(
            String accessToken, String chat, @Nullable Long before, @Nullable Long after, int limit) {
        String path = "/v1/chats/" + encoded(chat) + "/entries?limit=" + limit
                + (before == null ? "" : "&before=" + before)
                + (after == null ? "" : "&after=" + after);
        return call("GET", path, null, accessToken).start().thenApply(page -> Frames.as(page, Answers.Page.class));
    }

    /** Any other call of the API, for instance of the service API. */
    public CompletionStage<JsonNode> request(
            String method, String path, @Nullable JsonNode body, @Nullable String accessToken) {
        return call(method, path, body, accessToken).start().minimalCompletionStage();
    }

    static boolean isCode(Throwable failure, String code) {
        return Failures.unwrap(failure) instanceof WireException wire
                && wire.code().equals(code);
    }

    private HttpCall call(String method, String path, @Nullable JsonNode body, @Nullable String token) {
        return new HttpCall(runtime, nodes, tap, new HttpCall.Ask(method, path, body, token, false));
    }

    private static String encoded(String segment) {
        return URLEncoder.encode(segment, StandardCharsets.UTF_8);
    }
}
