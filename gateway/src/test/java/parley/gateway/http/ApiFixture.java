package parley.gateway.http;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicLong;
import parley.engine.limit.LimitReached;
import parley.gateway.GatewaySettings;
import parley.gateway.auth.Auth;
import parley.gateway.auth.AuthSettings;
import parley.gateway.auth.AuthWorld;
import parley.gateway.auth.InMemoryStores;
import parley.gateway.auth.TestClock;
import parley.gateway.http.ContractChecks.Exchange;
import parley.gateway.http.HttpCollaborators.SocketPlace;
import parley.gateway.tls.ListenerTls;

/** A node's HTTP API on a free port of this machine. Every exchange is held against openapi.yaml. */
final class ApiFixture implements AutoCloseable {

    static final String SERVICE_KEY = "a-service-key-of-32-characters-or-more";
    static final ContractChecks CONTRACT = new ContractChecks();

    private static final ObjectMapper JSON = new ObjectMapper();

    final TestClock clock = new TestClock();
    final InMemoryStores memory = new InMemoryStores(clock);
    final FakeChats chats = new FakeChats();
    volatile boolean ready = true;
    final MeterRegistry meters = new SimpleMeterRegistry();
    /** By which it is decided whether certificates are looked at again. */
    final AtomicLong tlsNanoTime = new AtomicLong();

    private final ScheduledExecutorService executor = Executors.newScheduledThreadPool(2);
    private final ActorTestKit kit;
    private final Auth auth;
    private final HttpServer server;
    private final HttpClient client = HttpClient.newHttpClient();

    ApiFixture(String... overrides) {
        String base = """
            parley.gateway.auth.passwords { memory-kib = 64, iterations = 1 }
            parley.gateway.auth.tokens.revocation-poll = 50ms
            parley.gateway.auth.service-key = "%s"
            parley.gateway.http { port = 0, chat-calls { timeout = 100ms } }
            akka.loglevel = WARNING
            """.formatted(SERVICE_KEY);
        Config config =
                ConfigFactory.parseString(base + String.join("\n", overrides)).withFallback(ConfigFactory.load());
        kit = ActorTestKit.create("api", config);
        auth = Auth.start(
                        AuthSettings.from(config),
                        memory.stores(),
                        new AuthWorld(clock, new SecureRandom(), executor, meters),
                        chats)
                .toCompletableFuture()
                .join();
        HttpCollaborators with = new HttpCollaborators(
                kit.system(),
                chats,
                chats::listOf,
                auth,
                GatewaySettings.from(config),
                new SocketPlace(() -> 9001, "/v1/socket"),
                () -> ready,
                ListenerTls.of(GatewaySettings.from(config).tls(), meters, tlsNanoTime::get),
                meters);
        server = HttpServer.start(HttpSettings.from(config), with)
                .toCompletableFuture()
                .join();
    }

    /** How often a bound was reached. */
    double reached(String setting) {
        return LimitReached.counter(meters, "parley.gateway." + setting).count();
    }

    /** An answer. */
    record Answer(int status, JsonNode json, HttpResponse<byte[]> raw) {

        String text(String field) {
            return json.path(field).asText();
        }

        String body() {
            return new String(raw.body(), StandardCharsets.UTF_8);
        }

        String header(String name) {
            return raw.headers().firstValue(name).orElse("");
        }

        /** The value of a cookie that was set; empty if it was taken away or not mentioned. */
        String cookie(String name) {
            return raw.headers().allValues("Set-Cookie").stream()
                    .filter(cookie -> cookie.startsWith(name + "="))
                    .map(cookie -> cookie.substring(name.length() + 1, cookie.indexOf(';')))
                    .findFirst()
                    .orElse("");
        }
    }

    List<Route> routes() {
        return server.routes();
    }

    int port() {
        return server.address().getPort();
    }

    String origin() {
        return "http://127.0.0.1:" + port();
    }

    Answer get(String path, String... headers) {
        return send("GET", path, "", headers);
    }

    Answer post(String path, String body, String... headers) {
        return send("POST", path, body.replace('\'', '"'), headers);
    }

    Answer patch(String path, String body, String... headers) {
        return send("PATCH", path, body.replace('\'', '"'), headers);
    }

    Answer delete(String path, String... headers) {
        return send("DELETE", path, "", headers);
    }

    Answer send(String method, String path, String body, String... headers) {
        return send(method, path, body.getBytes(StandardCharsets.UTF_8), headers);
    }

    Answer send(String method, String path, byte[] body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(origin() + path))
                .timeout(Duration.ofSeconds(30))
                .method(method, body.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body));
        if (body.length > 0) {
            request.header("Content-Type", "application/json");
        }
        if (headers.length > 0) {
            request.headers(headers);
        }
        return exchange(request.build(), body);
    }

    private Answer exchange(HttpRequest request, byte[] body) {
        try {
            HttpResponse<byte[]> response = client.send(request, BodyHandlers.ofByteArray());
            CONTRACT.check(new Exchange(
                    request.method(),
                    request.uri(),
                    request.headers(),
                    body,
                    response.statusCode(),
                    response.headers(),
                    response.body()));
            boolean json = response.headers()
                    .firstValue("Content-Type")
                    .map("application/json"::equals)
                    .orElse(false);
            return new Answer(
                    response.statusCode(), json ? JSON.readTree(response.body()) : MissingNode.getInstance(), response);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }

    /** Signs up and returns the session. */
    Answer signUp(String name) {
        return post("/v1/accounts", "{'name':'" + name + "','password':'correct horse','deviceName':'phone'}");
    }

    static String[] bearer(Answer session) {
        return new String[] {"Authorization", "Bearer " + session.text("accessToken")};
    }

    static String[] service() {
        return new String[] {"Authorization", "Bearer " + SERVICE_KEY};
    }

    @Override
    public void close() {
        server.stop().toCompletableFuture().join();
        auth.close();
        executor.shutdownNow();
        kit.shutdownTestKit();
    }
}
