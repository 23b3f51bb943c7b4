package parley.loadtests.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * One request over HTTP: it goes to the first node, and on to the next when a node does not answer or asks to come again, with
 * back-off between rounds, until the deadline.
 */
final class HttpCall {

    private static final String NO_BODY = "";

    private final ClientRuntime runtime;
    private final List<String> nodes;
    private final FrameTap tap;
    private final Ask ask;
    private final Backoff backoff;
    private final long deadlineNanos;
    private final CompletableFuture<JsonNode> answer = new CompletableFuture<>();
    private int tries;

    /**
     * What is asked: a path with its query, a JSON body or none, an access token or none. With {@code once} it is not sent again where
     * an earlier try may have had its effect.
     */
    record Ask(
            String method,
            String path,
            @Nullable JsonNode body,
            @Nullable String token,
            boolean once) {

        @Nullable
        String bodyText() {
            return body == null ? null : Frames.write(body);
        }
    }

    HttpCall(ClientRuntime runtime, List<String> nodes, FrameTap tap, Ask ask) {
        this.runtime = runtime;
        this.nodes = nodes;
        this.tap = tap;
        this.ask = ask;
        this.backoff = runtime.newBackoff();
        this.deadlineNanos = System.nanoTime()
                + runtime.settings().timing().operationDeadline().toNanos();
    }

    /** Begins. The stage fails with a {@link WireException}. */
    CompletableFuture<JsonNode> start() {
        attempt();
        return answer;
    }

    /** How often it was sent, complete when the answer is. More than one means that an earlier try may have had its effect. */
    int tries() {
        return tries;
    }

    private void attempt() {
        String node = nodes.get(tries % nodes.size());
        tries++;
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(node + ask.path()))
                .timeout(runtime.settings().timing().httpTimeout())
                .header("Accept", "application/json");
        String body = ask.bodyText();
        if (body == null) {
            request.method(ask.method(), HttpRequest.BodyPublishers.noBody());
        } else {
            request.header("Content-Type", "application/json")
                    .method(ask.method(), HttpRequest.BodyPublishers.ofString(body));
        }
        if (ask.token() != null) {
            request.header("Authorization", "Bearer " + ask.token());
        }
        long askedNanos = System.nanoTime();
        CompletionStage<HttpResponse<String>> response =
                runtime.http().sendAsync(request.build(), HttpResponse.BodyHandlers.ofString());
        response.whenComplete((answered, failure) -> onResponse(node, askedNanos, answered, failure));
    }

    private void onResponse(
            String node, long askedNanos, @Nullable HttpResponse<String> response, @Nullable Throwable failure) {
        if (response == null) {
            Throwable cause = failure == null ? new IOException("no response") : Failures.unwrap(failure);
            WireException why = WireException.of(WireException.NO_NODE, cause.toString());
            if (ask.once() && !(cause instanceof ConnectException)) {
                answer.completeExceptionally(why);
            } else {
                again(why, Duration.ZERO);
            }
            return;
        }
        try {
            onAnswer(node, askedNanos, response);
        } catch (WireException e) {
            answer.completeExceptionally(e);
        }
    }

    private void onAnswer(String node, long askedNanos, HttpResponse<String> response) {
        String body = response.body().equals(NO_BODY) ? null : response.body();
        tap.exchanged(new FrameTap.Exchange(
                node, askedNanos, ask.method(), ask.path(), ask.bodyText(), response.statusCode(), body));
        JsonNode json = body == null ? Frames.object() : Frames.read(body);
        if (response.statusCode() < 300) {
            answer.complete(json);
            return;
        }
        WireException refusal = WireException.ofError(json);
        if (refusal.retryable() && !(ask.once() && mayHaveHappened(refusal))) {
            again(refusal, refusal.retryAfter());
        } else {
            answer.completeExceptionally(refusal);
        }
    }

    private static boolean mayHaveHappened(WireException refusal) {
        return refusal.code().equals("unavailable") || refusal.code().equals("internal");
    }

    private void again(WireException why, Duration atLeast) {
        boolean roundOver = tries % nodes.size() == 0;
        Duration pause = roundOver ? backoff.next() : Duration.ZERO;
        Duration wait = pause.compareTo(atLeast) < 0 ? atLeast : pause;
        if (System.nanoTime() + wait.toNanos() - deadlineNanos > 0) {
            answer.completeExceptionally(why);
            return;
        }
        try {
            runtime.after(wait, this::attempt);
        } catch (RejectedExecutionException e) {
            answer.completeExceptionally(WireException.of(WireException.ENDED, "the runtime is closed"));
        }
    }
}
