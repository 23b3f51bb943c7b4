package parley.gateway.http;

import akka.actor.typed.ActorSystem;
import akka.http.javadsl.model.AttributeKeys;
import akka.http.javadsl.model.HttpEntity;
import akka.http.javadsl.model.HttpHeader;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.headers.Cookie;
import akka.http.javadsl.model.headers.HttpCookiePair;
import akka.http.scaladsl.model.EntityStreamSizeException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import parley.gateway.auth.ClientNetwork;
import parley.gateway.auth.RequestRefused;
import parley.gateway.wire.ErrorCode;
import parley.gateway.wire.Field;
import parley.gateway.wire.Field.BadField;

/** One request on its way through a route. What is wrong with it ends in a {@link RequestRefused}. */
final class Call {

    private static final String UNKNOWN_ADDRESS = "unknown";
    /** Of a body that is refused; whoever sends more may find the connection ended before the answer has come. */
    private static final long DISCARDED_BYTES_MAX = 4 << 20;

    private final HttpRequest request;
    private final Map<String, String> parameters;
    private final Surroundings surroundings;
    private volatile boolean bodyTaken;

    /** What every call has about it. */
    record Surroundings(
            ActorSystem<?> system,
            Json json,
            boolean secure,
            boolean behindProxy,
            Duration bodyTimeout,
            int bodyBytesMax) {}

    /** Makes what a route wants of a body. */
    @FunctionalInterface
    interface BodyReader<T> {
        T read(Field body) throws BadField;
    }

    Call(HttpRequest request, Map<String, String> parameters, Surroundings surroundings) {
        this.request = request;
        this.parameters = parameters;
        this.surroundings = surroundings;
    }

    boolean changesSomething() {
        String method = request.method().value();
        return !method.equals("GET") && !method.equals("HEAD");
    }

    String path(String parameter) {
        String value = parameters.get(parameter);
        if (value == null) {
            throw new IllegalStateException("path parameter: " + parameter + " (expected: one of the route's)");
        }
        return value;
    }

    Optional<String> header(String name) {
        return request.getHeader(name).map(HttpHeader::value);
    }

    Optional<String> cookie(String name) {
        for (Cookie header : request.getHeaders(Cookie.class)) {
            for (HttpCookiePair pair : header.getCookies()) {
                if (pair.name().equals(name) && !pair.value().isEmpty()) {
                    return Optional.of(pair.value());
                }
            }
        }
        return Optional.empty();
    }

    Optional<String> query(String name) {
        return request.getUri().query().get(name);
    }

    /** Refuses what is not an integer within the bounds. */
    Optional<Long> queryNumber(String name, long min, long max) {
        return query(name).map(text -> {
            try {
                long number = Long.parseLong(text);
                if (number >= min && number <= max) {
                    return number;
                }
            } catch (NumberFormatException malformed) {
                // Answered as one out of bounds is.
            }
            throw new RequestRefused(ErrorCode.BAD_FRAME, name + ": not a number from " + min + " to " + max);
        });
    }

    /** The host, and port if any, that the client asked; empty if it did not say. */
    String host() {
        return header("Host").orElse("");
    }

    /** Whether the client speaks TLS: to the proxy, where there is one that says so, or to this node. */
    boolean isHttps() {
        Optional<String> forwarded = surroundings.behindProxy() ? header("X-Forwarded-Proto") : Optional.empty();
        return forwarded.map("https"::equals).orElse(surroundings.secure());
    }

    /** Who asks, for rate limits: an address, or the network of one. */
    String address() {
        Optional<String> forwarded = surroundings.behindProxy() ? header("X-Forwarded-For") : Optional.empty();
        return forwarded
                // The last one was written by our own proxy; those before it by anybody.
                .map(list -> ClientNetwork.of(
                        list.substring(list.lastIndexOf(',') + 1).trim()))
                .or(() -> request.getAttribute(AttributeKeys.remoteAddress)
                        .flatMap(remote -> remote.getAddress())
                        .map(ClientNetwork::of))
                .orElse(UNKNOWN_ADDRESS);
    }

    <T> CompletionStage<T> body(BodyReader<T> reader) {
        return body(surroundings.bodyBytesMax(), reader);
    }

    /** Reads the body, an object. One that is missing is one without fields. */
    <T> CompletionStage<T> body(int bytesMax, BodyReader<T> reader) {
        if (request.entity().getContentLengthOption().orElse(0) > bytesMax) {
            throw tooLarge(bytesMax);
        }
        bodyTaken = true;
        return request.entity()
                .withSizeLimit(bytesMax)
                .toStrict(surroundings.bodyTimeout().toMillis(), surroundings.system())
                .exceptionally(failure -> {
                    throw refusal(failure, bytesMax);
                })
                .thenApply(entity -> read(entity, reader));
    }

    private <T> T read(HttpEntity.Strict entity, BodyReader<T> reader) {
        byte[] bytes = entity.getData().toArray();
        JsonNode node = bytes.length == 0
                ? JsonNodeFactory.instance.objectNode()
                : surroundings.json().read(bytes);
        try {
            return reader.read(Field.frame(node));
        } catch (BadField bad) {
            throw new RequestRefused(ErrorCode.BAD_FRAME, bad.what());
        }
    }

    private static RuntimeException refusal(Throwable failure, int bytesMax) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof EntityStreamSizeException) {
            return tooLarge(bytesMax);
        }
        if (cause instanceof TimeoutException) {
            return new RequestRefused(ErrorCode.BAD_FRAME, "the body did not come in time");
        }
        return new RequestRefused(ErrorCode.BAD_FRAME, "the body broke off");
    }

    private static RequestRefused tooLarge(int bytesMax) {
        return new RequestRefused(ErrorCode.BAD_FRAME, "the body has more than " + bytesMax + " bytes");
    }

    /**
     * Throws away a body that nobody read, so that whoever sends it hears the answer, and the connection can go on to the next request.
     */
    void finish() {
        if (!bodyTaken && !request.entity().isStrict()) {
            request.entity().withSizeLimit(DISCARDED_BYTES_MAX).discardBytes(surroundings.system());
        }
    }
}
