package parley.gateway.ws;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import parley.engine.session.SessionProtocol;

class HandshakeTest {

    private static final String COOKIE = "Cookie: other=1; parley_access=u_ann.d_1";
    private static final List<String> GOOD = List.of(
            "GET /v1/socket HTTP/1.1",
            "Host: 127.0.0.1",
            "Connection: keep-alive, Upgrade",
            "Upgrade: websocket",
            "Sec-WebSocket-Version: 13",
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==");
    private static SocketFixture fixture;

    @BeforeAll
    static void start() {
        fixture = new SocketFixture("");
    }

    @AfterAll
    static void stop() {
        fixture.close();
    }

    @Test
    void upgradesAsTheStandardSays() throws IOException {
        try (RawClient client = RawClient.request(fixture.address, 0, GOOD)) {
            assertThat(client.status()).isEqualTo(101);
            assertThat(client.response().toLowerCase(java.util.Locale.ROOT))
                    .contains("sec-websocket-accept: s3pplmbitxaq9kygzzhzrbk+xoo=");
        }
    }

    @Test
    void refusesWhatIsNoWebSocketOfThisPath() throws IOException {
        assertThat(status("GET /v1/socket", "GET /")).isEqualTo(404);
        assertThat(status("GET ", "POST ")).isEqualTo(405);
        assertThat(status("Upgrade: websocket", "Upgrade: h2c")).isEqualTo(426);
        assertThat(status("Sec-WebSocket-Version: 13", "Sec-WebSocket-Version: 8"))
                .isEqualTo(426);
        assertThat(status("Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==", "X: y"))
                .isEqualTo(400);
        assertThat(status("Host: 127.0.0.1", "X: " + "y".repeat(20_000))).isIn(400, 431);
    }

    @Test
    void welcomesABrowserWithItsCookieFromAnAllowedPage() throws IOException {
        try (RawClient browser = RawClient.connect(fixture.address, "Origin: https://good.example", COOKIE)) {
            browser.say("{'type':'hello','id':1,'version':1}");

            assertThat(browser.hear()).startsWith("{\"type\":\"welcome\",\"id\":1,\"user\":\"u_ann\"");
        }
    }

    @Test
    void closesAPageOfAnotherOrigin() throws IOException {
        int before = fixture.engine.toSessions(SessionProtocol.Register.class).size();
        try (RawClient browser = RawClient.connect(fixture.address, "Origin: https://evil.example", COOKIE)) {
            assertThat(browser.closeCode()).isEqualTo(4008);
        }

        assertThat(fixture.engine.toSessions(SessionProtocol.Register.class)).hasSize(before);
    }

    @Test
    void takesNoCookieWithoutAnOrigin() throws IOException {
        try (RawClient client = RawClient.connect(fixture.address, COOKIE)) {
            client.say("{'type':'hello','id':1,'version':1}");

            assertThat(client.hear()).contains("unauthenticated");
            assertThat(client.closeCode()).isEqualTo(4001);
        }
    }

    @Test
    void turnsAwayAnAddressThatComesTooOften() throws IOException {
        try (SocketFixture strict =
                new SocketFixture("admission { per-address-per-second = 1, per-address-burst = 3 }")) {
            List<Integer> statuses = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                try (RawClient client = RawClient.connect(strict.address)) {
                    statuses.add(client.status());
                    if (client.status() == 429) {
                        assertThat(client.response().toLowerCase(java.util.Locale.ROOT))
                                .contains("retry-after: ");
                    }
                }
            }

            assertThat(statuses).containsExactly(101, 101, 101, 429, 429);
            assertThat(strict.reached("socket.admission.per-address-burst")).isEqualTo(2);
        }
    }

    @Test
    void limitsHellosLikeHandshakes() throws IOException {
        try (SocketFixture strict =
                        new SocketFixture("admission { per-address-per-second = 1, per-address-burst = 1 }");
                RawClient client = RawClient.connect(strict.address)) {
            client.say("{'type':'hello','id':1,'version':1,'token':'u_ann.d_1'}");

            assertThat(client.hear()).contains("\"code\":\"rate_limited\"", "retryAfterMs");
        }
    }

    @Test
    void closesWhoIsTooManyAtOnceAndTakesTheNextWhenOneLeaves() throws IOException {
        try (SocketFixture small = new SocketFixture("listener { connections-max = 2 }")) {
            RawClient first = small.welcomed("u_ann");
            try (RawClient second = small.welcomed("u_bob");
                    RawClient third = RawClient.connect(small.address)) {
                assertThat(third.response()).isEmpty();
                assertThat(small.server.counters().refused()).isEqualTo(1);
                assertThat(small.reached("socket.listener.connections-max")).isEqualTo(1);
                second.say("{'type':'ping','id':3}");
                assertThat(second.hear()).startsWith("{\"type\":\"pong\"");
            }
            first.close();

            org.awaitility.Awaitility.await()
                    .until(() -> small.server.counters().connections() == 0);
            small.welcomed("u_cy").close();
        }
    }

    @Test
    void acceptsTheOthersALittleLaterWhenManyComeAtOnce() throws IOException {
        try (SocketFixture slow = new SocketFixture("listener { accepts-per-second = 10, accepts-burst = 2 }")) {
            slow.welcomed("u_ann").close();
            slow.welcomed("u_bob").close();
            slow.welcomed("u_cy").close();

            assertThat(slow.reached("socket.listener.accepts-burst")).isPositive();
        }
    }

    @Test
    void closesWhoSaysNothing() throws IOException {
        try (SocketFixture quick = new SocketFixture("timing { hello-timeout = 300 ms }");
                RawClient silent = RawClient.connect(quick.address)) {
            assertThat(silent.closeCode()).isEqualTo(4002);
            assertThat(quick.reached("socket.timing.hello-timeout")).isEqualTo(1);
            quick.welcomed("u_ann").close();
        }
    }

    private static int status(String part, String instead) throws IOException {
        List<String> lines = Stream.concat(Stream.of(GOOD.get(0)), GOOD.stream().skip(1))
                .map(line -> line.startsWith(part) ? line.replace(part, instead) : line)
                .toList();
        try (RawClient client = RawClient.request(fixture.address, 0, lines)) {
            return client.status();
        }
    }
}
