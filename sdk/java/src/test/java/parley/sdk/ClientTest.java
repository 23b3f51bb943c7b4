package parley.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the conformance suite does not ask: bounds, the end, and threads. The server tells who one is, and has no socket. */
class ClientTest {

    private static final Session SESSION = new Session("u_ann", "ann", "Ann", "d_1", "access", 0, "refresh", 0);
    private static final String ME =
            "{\"user\":\"u_ann\",\"name\":\"ann\",\"displayName\":\"Ann\",\"device\":\"d_1\",\"accessExpiresAt\":%d}";

    @TempDir
    Path folder;

    private HttpServer server;
    private volatile int status = 200;

    @BeforeEach
    void start() throws Exception {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/v1/me", exchange -> answer(exchange, status, me(exchange)));
        server.createContext(
                "/v1/sessions/refresh", exchange -> answer(exchange, 401, "{\"code\":\"unauthenticated\"}"));
        server.createContext("/v1/config", exchange -> answer(exchange, 503, "{\"code\":\"unavailable\"}"));
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void takesAsManyMessagesWithoutAConnectionAsItSaysAndKeepsThemForTheNextStart() throws Exception {
        List<CompletionStage<Entry>> sent = new ArrayList<>();
        try (Client client = join(connecting().storage(storage()).connect())) {
            Conversation chat = client.chat("g_1");
            for (int i = 0; i <= Outbox.MESSAGES_MAX; i++) {
                sent.add(chat.send("message " + i));
            }

            assertRefused(sent.get(Outbox.MESSAGES_MAX), "outbox_full", true);
            assertThat(chat.unsent()).hasSize(Outbox.MESSAGES_MAX);
        }

        assertRefused(sent.get(0), "closed", true);
        try (Client again = join(connecting().storage(storage()).connect())) {
            assertThat(again.unsent().stream().map(Unsent::text))
                    .hasSize(Outbox.MESSAGES_MAX)
                    .startsWith("message 0", "message 1")
                    .endsWith("message 999");
        }
    }

    @Test
    void saysWhatBecameOfAMessageThatWasTakenBackOrIsNone() throws Exception {
        try (Client client = join(connecting().connect())) {
            Conversation chat = client.chat("g_1");
            CompletionStage<Entry> sent = chat.send("once", "k1", 3);
            CompletionStage<Entry> same = chat.send("once", "k1", 3);

            assertRefused(chat.send(""), "bad_frame", false);
            assertRefused(chat.send("x".repeat(client.limits().textUnits() + 1)), "bad_frame", false);
            assertThat(chat.unsent()).singleElement().extracting(Unsent::since).isEqualTo(3L);
            chat.discard("k1");

            assertRefused(sent, "discarded", false);
            assertRefused(same, "discarded", false);
            assertThat(chat.unsent()).isEmpty();
        }
    }

    @Test
    void theSameKeyInTwoChatsAreTwoMessages() throws Exception {
        try (Client client = join(connecting().connect())) {
            Conversation one = client.chat("g_1");
            Conversation other = client.chat("g_2");
            CompletionStage<Entry> sent = one.send("here", "k1", 3);
            CompletionStage<Entry> elsewhere = other.send("there", "k1", 3);
            client.chat("g_3").discard("k1");
            assertRefused(client.chat("g_3").sendAgain("k1"), "not_found", false);

            assertThat(client.unsent()).extracting(Unsent::text).containsExactly("here", "there");
            one.discard("k1");

            assertRefused(sent, "discarded", false);
            assertThat(client.unsent()).extracting(Unsent::text).containsExactly("there");
            assertThat(elsewhere.toCompletableFuture()).isNotDone();
        }
    }

    @Test
    void mendsHalfACharacter() throws Exception {
        try (Client client = join(connecting().connect())) {
            client.chat("g_1").send("a\ud83d b\ud83d\ude00");
            assertRefused(client.chat("g_1").send(""), "bad_frame", false);

            assertThat(client.unsent()).singleElement().extracting(Unsent::text).isEqualTo("a\ufffd b\ud83d\ude00");
        }
    }

    @Test
    void tellsItsListenersOnTheExecutorThatWasGiven() throws Exception {
        ExecutorService executor = Executors.newFixedThreadPool(3, work -> new Thread(work, "mine"));
        try (Client client = join(connecting().executor(executor).connect())) {
            CompletionStage<String> thread = client.chat("g_1")
                    .send("Good morrow", "k1", 3)
                    .handle((entry, failure) -> Thread.currentThread().getName());
            client.chat("g_1").discard("k1");

            assertThat(join(thread)).isEqualTo("mine");
        } finally {
            executor.shutdown();
        }
    }

    @Test
    void changesHowOneIsCalled() throws Exception {
        try (Client client = join(connecting().connect())) {
            Me changed = join(client.rename("Anna Fletcher"));

            assertThat(changed.displayName()).isEqualTo("Anna Fletcher");
            assertThat(client.me()).isEqualTo(changed);
            assertThat(client.person("u_ann")).isEqualTo(changed.person());
            status = 429;
            assertRefused(client.rename("Anna"), "rate_limited", true);
            assertThat(client.me()).isEqualTo(changed);
        }
    }

    @Test
    void doesNotBeginWhenSignedOutAndLetsGoOfItsStorage() throws Exception {
        status = 401;

        assertRefused(connecting().storage(storage()).connect(), "unauthenticated", false);

        storage().close();
    }

    /** By that the client asks for the next one in time. */
    @Test
    void hasTheServerSayForHowLongATokenIsGoodThatSomebodyElseIssued() throws Exception {
        var told = new CompletableFuture<Long>();
        var http = new Http(url(), HttpClient.newHttpClient(), Clock.system());
        http.onExpiry(told::complete);
        var loop = new Loop(Clock.system());
        var tokens = new Credentials.IssuedTokens(() -> CompletableFuture.completedStage(Optional.of("issued")));

        assertThat(join(tokens.renew(http, loop))).isTrue();

        assertThat(join(told)).isBetween(1L, 61_000L);
        loop.close();
    }

    @Test
    void refusesEverythingWhenClosed() throws Exception {
        Client client = join(connecting().connect());
        client.close();
        client.close();

        assertRefused(client.chat("g_1").send("late"), "closed", true);
        assertRefused(client.search("bob"), "closed", true);
        client.show("g_1");
    }

    /** Oneself; called as one asks to be. */
    private String me(HttpExchange exchange) throws IOException {
        if (status == 429) {
            return "{\"code\":\"rate_limited\",\"retryable\":true}";
        }
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        String me = ME.formatted(System.currentTimeMillis() + 60_000);
        return exchange.getRequestMethod().equals("PATCH")
                ? me.replace("{", body.replace("}", ",")).replace(",\"displayName\":\"Ann\"", "")
                : me;
    }

    private Parley.Connecting connecting() {
        return Parley.client(url(), SESSION);
    }

    private URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    private Storage storage() throws IOException {
        return FileStorage.at(folder.resolve("unsent.json"));
    }

    private static void answer(HttpExchange exchange, int code, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(code, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private static void assertRefused(CompletionStage<?> stage, String code, boolean retryable) {
        assertThatThrownBy(() -> join(stage)).satisfies(failure -> {
            Refusal refusal = Refusal.of(failure);
            assertThat(refusal.code()).isEqualTo(code);
            assertThat(refusal.retryable()).isEqualTo(retryable);
        });
    }

    private static <T> T join(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(20, TimeUnit.SECONDS);
    }
}
