package parley.sdk;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** When it is asked again how somebody is called. The server tells it, or fails when told to, and the clock goes when a test moves it. */
class PeopleTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Session SESSION = new Session("u_ann", "ann", "Ann", "d_1", "access", 0, "refresh", 0);
    private static final long MINUTE_MS = 60_000;
    private static final int ATTEMPTS_MAX = 50;

    private final AtomicLong now = new AtomicLong(MINUTE_MS);
    private final BlockingQueue<List<String>> asked = new LinkedBlockingQueue<>();
    private final BlockingQueue<Boolean> different = new LinkedBlockingQueue<>();
    private volatile String called = "Bob";
    private volatile boolean away;
    private HttpServer server;
    private Loop loop;
    private Store store;
    private People people;

    @BeforeEach
    void start() throws Exception {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/v1/users/lookup", this::lookup);
        server.start();
        URI url = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
        loop = new Loop(now::get);
        store = new Store(loop, () -> different.add(true));
        var http = new Http(url, HttpClient.newHttpClient(), Clock.system());
        var credentials = new Credentials.Tokens(SESSION, session -> {});
        people = new People(new Api(http, credentials, loop), store, loop);
    }

    @AfterEach
    void stop() {
        loop.close();
        server.stop(0);
    }

    @Test
    void asksAgainForWhomItKnowsAfterTenMinutesAndNotBefore() throws Exception {
        onLoop(() -> people.need(List.of("u_bob")));
        awaitCalled("Bob");
        assertThat(nextAsked()).containsExactly("u_bob");
        called = "Bobby";

        now.addAndGet(9 * MINUTE_MS);
        onLoop(() -> {
            people.freshen(List.of("u_bob"));
            people.need(List.of("u_cy"));
        });
        assertThat(nextAsked()).containsExactly("u_cy");

        now.addAndGet(MINUTE_MS);
        onLoop(() -> people.freshen(List.of("u_bob", "u_bob")));
        assertThat(nextAsked()).containsExactly("u_bob");
        awaitCalled("Bobby");
    }

    @Test
    void asksAgainAtOnceForWhomItWasNotAnswered() throws Exception {
        away = true;
        onLoop(() -> people.freshen(List.of("u_bob")));
        assertThat(nextAsked()).containsExactly("u_bob");
        away = false;

        List<String> again = null;
        for (int attempt = 0; again == null && attempt < ATTEMPTS_MAX; attempt++) {
            // The answer may not have been taken in yet.
            onLoop(() -> people.freshen(List.of("u_bob")));
            again = asked.poll(100, TimeUnit.MILLISECONDS);
        }

        assertThat(again).containsExactly("u_bob");
        awaitCalled("Bob");
    }

    @Test
    void asksForNoMoreThanTwoHundredOfThoseWhomItKnows() throws Exception {
        List<String> many = IntStream.range(0, 300).mapToObj(i -> "u_" + i).toList();

        onLoop(() -> people.freshen(many));
        assertThat(nextAsked()).isEqualTo(many.subList(0, 200));

        onLoop(() -> people.need(List.of("u_cy")));
        assertThat(nextAsked()).as("what is asked for after them").containsExactly("u_cy");
    }

    private void lookup(HttpExchange exchange) throws IOException {
        List<String> users = new ArrayList<>();
        JSON.readTree(exchange.getRequestBody()).path("users").forEach(user -> users.add(user.asText()));
        ObjectNode answer = JSON.createObjectNode();
        ArrayNode known = answer.putArray("users");
        users.forEach(user -> known.addObject()
                .put("user", user)
                .put("name", user.substring(2))
                .put("displayName", called));
        int status = away ? 503 : 200;
        byte[] body =
                away ? "{\"code\":\"unavailable\",\"retryable\":true}".getBytes(UTF_8) : JSON.writeValueAsBytes(answer);
        asked.add(users);
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private List<String> nextAsked() throws InterruptedException {
        return Objects.requireNonNull(asked.poll(20, TimeUnit.SECONDS), "nobody was asked for");
    }

    private void awaitCalled(String name) throws InterruptedException {
        while (!store.knows("u_bob") || !store.person("u_bob").called().equals(name)) {
            assertThat(different.poll(20, TimeUnit.SECONDS))
                    .as("told that something is different")
                    .isNotNull();
        }
    }

    private void onLoop(Runnable work) throws Exception {
        CompletableFuture.runAsync(work, loop).get(10, TimeUnit.SECONDS);
    }
}
