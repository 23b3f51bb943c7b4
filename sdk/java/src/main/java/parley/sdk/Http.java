package parley.sdk;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** Single requests to the HTTP API. */
final class Http {

    private static final long ANSWER_TIMEOUT_MS = 15_000;
    private static final int OK_LEAST = 200;
    private static final int OK_MOST = 299;
    private static final int UNAUTHORIZED = 401;
    private static final int SERVER_ERRORS = 500;

    private final String url;
    private final HttpClient client;
    private final Clock clock;
    /** Told for how long the access token is good, by the server's clock, whenever that is heard. */
    private volatile LongConsumer onExpiry = ms -> {};

    /** @param url of a node, or of what stands before the nodes */
    Http(URI url, HttpClient client, Clock clock) {
        this.url = url.toString().replaceFirst("/$", "");
        this.client = client;
        this.clock = clock;
    }

    void onExpiry(LongConsumer listener) {
        onExpiry = listener;
    }

    CompletableFuture<ObjectNode> fetch(String method, String path, @Nullable Object body, @Nullable String token) {
        return fetch(method, path, body, token, ANSWER_TIMEOUT_MS);
    }

    /** The answer, told on whatever thread; fails with a {@link Refusal}. */
    CompletableFuture<ObjectNode> fetch(
            String method, String path, @Nullable Object body, @Nullable String token, long timeoutMs) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url + path))
                .version(HttpClient.Version.HTTP_1_1)
                .timeout(Duration.ofNanos(clock.nanosOf(timeoutMs)))
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(Json.bytes(body)));
        if (body != null) {
            request.header("Content-Type", "application/json");
        }
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        return client.sendAsync(request.build(), BodyHandlers.ofString()).handle((response, failure) -> {
            if (failure != null) {
                throw Refusal.unanswered();
            }
            return read(response);
        });
    }

    private ObjectNode read(HttpResponse<String> response) {
        int status = response.statusCode();
        if (status < OK_LEAST || status > OK_MOST) {
            throw refusalOf(status, response.body());
        }
        ObjectNode answer;
        try {
            answer = response.body().isEmpty() ? Json.object() : Json.parse(response.body());
        } catch (JsonProcessingException e) {
            throw Refusal.unanswered();
        }
        if (answer.hasNonNull("accessExpiresAt")) {
            // Our own clock may be far from the server's.
            long now = response.headers().firstValue("Date").map(this::parsed).orElseGet(clock::millis);
            onExpiry.accept(answer.get("accessExpiresAt").asLong() - now);
        }
        return answer;
    }

    private long parsed(String date) {
        try {
            return ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant()
                    .toEpochMilli();
        } catch (DateTimeParseException e) {
            return clock.millis();
        }
    }

    /** What stands before the nodes answers in words of its own. */
    private static Refusal refusalOf(int status, String body) {
        try {
            ObjectNode error = Json.parse(body);
            if (error.hasNonNull("code")) {
                return refusalOf(error);
            }
        } catch (JsonProcessingException e) {
            // The status has to do.
        }
        return status == UNAUTHORIZED
                ? Refusal.of("unauthenticated")
                : new Refusal("unavailable", "status " + status, status >= SERVER_ERRORS, null);
    }

    /** An error as the protocol has it, in a frame or an answer. */
    static Refusal refusalOf(ObjectNode error) {
        Long retryAfterMs =
                error.hasNonNull("retryAfterMs") ? error.get("retryAfterMs").asLong() : null;
        return new Refusal(
                error.path("code").asText("internal"),
                error.path("message").asText(""),
                error.path("retryable").asBoolean(false),
                retryAfterMs);
    }
}
