package parley.server;

import static akka.http.javadsl.server.Directives.complete;
import static akka.http.javadsl.server.Directives.concat;
import static akka.http.javadsl.server.Directives.delete;
import static akka.http.javadsl.server.Directives.entity;
import static akka.http.javadsl.server.Directives.extractRequest;
import static akka.http.javadsl.server.Directives.get;
import static akka.http.javadsl.server.Directives.path;
import static akka.http.javadsl.server.Directives.pathPrefix;
import static akka.http.javadsl.server.Directives.put;
import static akka.http.javadsl.server.Directives.withSizeLimit;
import static akka.http.javadsl.server.PathMatchers.segment;

import akka.actor.ExtendedActorSystem;
import akka.actor.typed.javadsl.Adapter;
import akka.http.javadsl.model.ContentTypes;
import akka.http.javadsl.model.HttpEntities;
import akka.http.javadsl.model.HttpHeader;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.server.Route;
import akka.http.javadsl.unmarshalling.Unmarshaller;
import akka.management.javadsl.ManagementRouteProvider;
import akka.management.javadsl.ManagementRouteProviderSettings;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.typesafe.config.Config;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * {@code /parley/limits} and {@code /parley/loggers/NAME} on the management port; named in {@code management.conf}. Looking is free, as it
 * is there; a change needs the service key or, where there is none, a node that was told to do without.
 */
public final class ChangeRoutes implements ManagementRouteProvider {

    private static final int BODY_BYTES_MAX = 1_024;
    private static final int BY_UNITS_MAX = 64;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Changes changes;
    private final String serviceKey;
    private final boolean withoutKey;

    public ChangeRoutes(ExtendedActorSystem system) {
        this(Changes.get(Adapter.toTyped(system)), system.settings().config());
    }

    ChangeRoutes(Changes changes, Config config) {
        this.changes = changes;
        this.serviceKey = config.getString("parley.gateway.auth.service-key");
        this.withoutKey = config.getBoolean("parley.server.changes-without-key");
    }

    @Override
    public Route routes(ManagementRouteProviderSettings settings) {
        return pathPrefix(
                "parley",
                () -> concat(
                        path("limits", () -> get(() -> answer(() -> Map.of("limits", changes.limits())))),
                        path(segment("limits").slash(segment()), this::limit),
                        path(segment("loggers").slash(segment()), this::logger)));
    }

    private Route limit(String name) {
        return changes.limit(name)
                .map(limit -> concat(
                        get(() -> answer(() -> limit)),
                        put(() -> change((body, by) -> {
                            JsonNode value = body.path("value");
                            if (!value.canConvertToInt() || !value.isIntegralNumber()) {
                                throw new IllegalArgumentException("value: " + value + " (expected: a number)");
                            }
                            changes.setLimit(limit, value.asInt(), by);
                            return changes.limit(name).orElse(limit);
                        })),
                        delete(() -> reset(by -> {
                            changes.resetLimit(limit, by);
                            return changes.limit(name).orElse(limit);
                        }))))
                .orElseGet(() -> complete(text(404, "no such limit, or not one that can be changed: " + name)));
    }

    private Route logger(String name) {
        return concat(
                get(() -> answer(() -> changes.level(name))),
                put(() -> change((body, by) -> {
                    changes.setLevel(name, body.path("level").asText(), by);
                    return changes.level(name);
                })),
                delete(() -> reset(by -> {
                    changes.resetLevel(name, by);
                    return changes.level(name);
                })));
    }

    /** What is done with a body, and for whom; gives what is so then. */
    private interface Change {
        Object apply(JsonNode body, String by);
    }

    private Route change(Change change) {
        return allowed(by -> withSizeLimit(
                BODY_BYTES_MAX,
                () -> entity(Unmarshaller.entityToString(), body -> answer(() -> change.apply(parsed(body), by)))));
    }

    private Route reset(Function<String, Object> reset) {
        return allowed(by -> answer(() -> reset.apply(by)));
    }

    private Route allowed(Function<String, Route> then) {
        return extractRequest(request -> mayChange(request)
                ? then.apply(by(request))
                : complete(text(
                        serviceKey.isEmpty() ? 403 : 401,
                        serviceKey.isEmpty()
                                ? "nothing is changed without a service key: set PARLEY_SERVICE_KEY"
                                : "the service key is missing or wrong")));
    }

    private boolean mayChange(HttpRequest request) {
        return mayChange(
                request.getHeader("Authorization").map(HttpHeader::value).orElse(""), serviceKey, withoutKey);
    }

    /** Takes the same time for every wrong key. */
    static boolean mayChange(String authorization, String serviceKey, boolean withoutKey) {
        if (serviceKey.isEmpty()) {
            return withoutKey;
        }
        return MessageDigest.isEqual(
                authorization.getBytes(StandardCharsets.UTF_8),
                ("Bearer " + serviceKey).getBytes(StandardCharsets.UTF_8));
    }

    /** For the log alone: whoever has the key may say anything. */
    private static String by(HttpRequest request) {
        String said = request.getHeader("X-Parley-By").map(HttpHeader::value).orElse("unknown");
        return said.substring(0, Math.min(said.length(), BY_UNITS_MAX)).replaceAll("[^\\w.@-]", "_");
    }

    private static JsonNode parsed(String body) {
        try {
            return JSON.readTree(body);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("body: no JSON (expected: an object)", e);
        }
    }

    private static Route answer(Supplier<Object> what) {
        try {
            return complete(HttpResponse.create()
                    .withEntity(HttpEntities.create(
                            ContentTypes.APPLICATION_JSON, JSON.writeValueAsString(what.get()) + "\n")));
        } catch (IllegalArgumentException e) {
            return complete(text(400, String.valueOf(e.getMessage())));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("records are JSON", e);
        }
    }

    private static HttpResponse text(int status, String what) {
        return HttpResponse.create().withStatus(status).withEntity(what + "\n");
    }
}
