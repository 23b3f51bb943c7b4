package parley.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;
import static parley.gateway.http.ApiFixture.bearer;
import static parley.gateway.http.ApiFixture.service;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import parley.engine.id.DeviceId;
import parley.engine.id.TenantId;
import parley.engine.id.UserId;
import parley.engine.session.SessionProtocol;
import parley.gateway.http.ApiFixture.Answer;

/** The API over real HTTP, for clients that hold their tokens themselves. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ApiTest {

    /** Files and pages; openapi.yaml is about the API. */
    private static final Set<String> STATIC =
            Set.of("/openapi.yaml", "/asyncapi.yaml", "/docs", "/docs/{*}", "/webjars/{*}", "/", "/{*}", "/sw.js");

    private static ApiFixture api;

    @BeforeAll
    static void start() {
        api = new ApiFixture();
    }

    @AfterAll
    static void stop() {
        api.close();
    }

    @Test
    void signsUpLogsInAndTellsWhoOneIs() {
        Answer signedUp = api.post(
                "/v1/accounts",
                "{'name':'ann.1','password':'correct horse','displayName':'Ann ☕','deviceName':'phone'}");
        Answer loggedIn = api.post("/v1/sessions", "{'name':'ann.1','password':'correct horse'}");
        Answer me = api.get("/v1/me", bearer(loggedIn));

        assertThat(signedUp.status()).isEqualTo(201);
        assertThat(loggedIn.status()).isEqualTo(201);
        assertThat(me.status()).isEqualTo(200);
        assertThat(me.text("user")).isEqualTo(signedUp.text("user"));
        assertThat(me.text("displayName")).isEqualTo("Ann ☕");
        assertThat(me.text("device")).isEqualTo(loggedIn.text("device")).isNotEqualTo(signedUp.text("device"));
        assertThat(me.json().get("accessExpiresAt")).isEqualTo(loggedIn.json().get("accessExpiresAt"));
        assertThat(me.header("Date")).isNotEmpty();
        assertThat(signedUp.raw().headers().allValues("Set-Cookie")).isEmpty();
    }

    @Test
    void refusesATakenNameAndAWrongPassword() {
        api.signUp("taken");

        assertError(api.signUp("taken"), 409, "already_exists");
        assertError(api.post("/v1/sessions", "{'name':'taken','password':'incorrect horse'}"), 401, "unauthenticated");
        assertError(api.post("/v1/sessions", "{'name':'nobody','password':'correct horse'}"), 401, "unauthenticated");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'name':'ab','password':'correct horse'}",
                "{'name':'Ann','password':'correct horse'}",
                "{'name':'ann','password':'short'}",
                "{'name':'ann'}",
                "{'name':7,'password':'correct horse'}",
                "{'name':'ann','password':'correct horse','cookies':'yes'}",
                "{'name':'ann','password':'correct horse','displayName':['x']}",
                "{'name':'ann','password':'correct horse','name':'bob'}",
                "['ann']",
                "'ann'",
                "{'name':'ann'",
                "{} {}",
                "{'a':[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]}",
                "nonsense"
            })
    void refusesAMalformedSignUp(String body) {
        assertError(api.post("/v1/accounts", body), 400, "bad_frame");
    }

    /** Also one that is on its way for longer than the answer takes. */
    @ParameterizedTest
    @ValueSource(ints = {65_536, 3_000_000})
    void refusesABodyThatIsTooLarge(int bytes) {
        String padding = "x".repeat(bytes);

        Answer answer = api.post("/v1/accounts", "{'name':'ann','password':'correct horse','x':'" + padding + "'}");

        assertError(answer, 400, "bad_frame");
        assertThat(api.get("/health/live").status()).isEqualTo(200);
    }

    @Test
    void exchangesRefreshTokensAndRevokesTheDeviceOnReuse() {
        Answer session = api.signUp("refresher");
        String used = "{'refreshToken':'" + session.text("refreshToken") + "'}";
        Answer next = api.post("/v1/sessions/refresh", used);
        assertThat(next.status()).isEqualTo(200);
        assertThat(next.text("refreshToken")).isNotEqualTo(session.text("refreshToken"));
        assertThat(api.get("/v1/me", bearer(next)).status()).isEqualTo(200);

        api.clock.advance(Duration.ofSeconds(31));
        assertError(api.post("/v1/sessions/refresh", used), 401, "unauthenticated");

        assertError(api.get("/v1/me", bearer(next)), 401, "unauthenticated");
        assertError(
                api.post("/v1/sessions/refresh", "{'refreshToken':'" + next.text("refreshToken") + "'}"),
                401,
                "unauthenticated");
    }

    @Test
    void revokesADeviceAndEndsItsConnections() {
        Answer phone = api.signUp("owner");
        Answer laptop = api.post("/v1/sessions", "{'name':'owner','password':'correct horse','deviceName':'laptop'}");
        Answer devices = api.get("/v1/devices", bearer(phone));
        assertThat(devices.json().path("devices")).hasSize(2).anySatisfy(device -> {
            assertThat(device.path("name").asText()).isEqualTo("laptop");
            assertThat(device.path("current").asBoolean()).isFalse();
        });

        Answer revoked = api.delete("/v1/devices/" + laptop.text("device"), bearer(phone));

        assertThat(revoked.status()).isEqualTo(204);
        assertError(api.get("/v1/me", bearer(laptop)), 401, "unauthenticated");
        UserId user = new UserId(TenantId.DEFAULT, phone.text("user"));
        assertThat(api.chats.toldSessions)
                .contains(new SessionProtocol.Revoke(user, new DeviceId(laptop.text("device"))));
        assertThat(api.get("/v1/devices", bearer(phone)).json().path("devices")).hasSize(1);
        assertError(api.delete("/v1/devices/" + laptop.text("device"), bearer(phone)), 404, "not_found");
        assertError(api.delete("/v1/devices/not%20an%20id", bearer(phone)), 404, "not_found");
    }

    @Test
    void cannotRevokeADeviceOfAnother() {
        Answer ann = api.signUp("ann-revokes");
        Answer bob = api.signUp("bob-stays");

        assertError(api.delete("/v1/devices/" + bob.text("device"), bearer(ann)), 404, "not_found");

        assertThat(api.get("/v1/me", bearer(bob)).status()).isEqualTo(200);
    }

    @Test
    void logsOut() {
        Answer session = api.signUp("leaver");

        Answer out = api.delete("/v1/sessions/current", bearer(session));

        assertThat(out.status()).isEqualTo(204);
        assertError(api.get("/v1/me", bearer(session)), 401, "unauthenticated");
    }

    @Test
    void findsUsers() {
        Answer one = api.signUp("zelda");
        Answer two = api.signUp("zeldo");

        Answer found = api.get("/v1/users?query=ZELD&limit=1", bearer(one));
        Answer user = api.get("/v1/users/" + two.text("user"), bearer(one));
        Answer looked = api.post(
                "/v1/users/lookup",
                "{'users':['" + one.text("user") + "','" + two.text("user") + "','u_unknown','" + one.text("user")
                        + "']}",
                bearer(one));

        assertThat(found.json().path("users"))
                .singleElement()
                .satisfies(first -> assertThat(first.path("name").asText()).isEqualTo("zelda"));
        assertThat(user.text("name")).isEqualTo("zeldo");
        assertThat(looked.json().path("users")).hasSize(2);
        assertError(api.get("/v1/users/u_unknown", bearer(one)), 404, "not_found");
        assertError(api.get("/v1/users?query=", bearer(one)), 400, "bad_frame");
        assertError(api.get("/v1/users?query=z&limit=51", bearer(one)), 400, "bad_frame");
        assertError(api.get("/v1/users?query=z&limit=x", bearer(one)), 400, "bad_frame");
        assertError(api.post("/v1/users/lookup", "{'users':[]}", bearer(one)), 400, "bad_frame");
        assertError(api.post("/v1/users/lookup", "{'users':['no id']}", bearer(one)), 400, "bad_frame");
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /v1/me",
        "PATCH, /v1/me",
        "GET, /v1/devices",
        "DELETE, /v1/devices/d_1",
        "GET, /v1/users?query=a",
        "GET, /v1/users/u_1",
        "POST, /v1/users/lookup",
        "GET, /v1/chats",
        "GET, /v1/chats/g_1",
        "GET, /v1/chats/g_1/entries",
        "DELETE, /v1/sessions/current",
        "POST, /v1/service/users",
        "POST, /v1/service/tokens",
        "POST, /v1/service/chats",
        "POST, /v1/service/messages"
    })
    void asksForAToken(String method, String path) {
        assertError(api.send(method, path, ""), 401, "unauthenticated");
    }

    @Test
    void doesNotTakeAServiceKeyForAnAccessToken() {
        assertError(api.get("/v1/me", service()), 401, "unauthenticated");
    }

    @Test
    void opensTheServiceApiOnlyToItsKey() {
        Answer session = api.signUp("no-service");

        assertError(api.post("/v1/service/users", "{'users':[{'name':'xyz'}]}", bearer(session)), 403, "forbidden");
        assertError(
                api.post("/v1/service/users", "{'users':[{'name':'xyz'}]}", "Authorization", "Bearer wrong"),
                403,
                "forbidden");
        try (ApiFixture off = new ApiFixture("parley.gateway.auth.service-key = \"\"")) {
            assertError(off.post("/v1/service/users", "{'users':[{'name':'xyz'}]}", service()), 403, "forbidden");
            assertError(
                    off.post("/v1/service/users", "{'users':[{'name':'xyz'}]}", "Authorization", "Bearer "),
                    401,
                    "unauthenticated");
        }
    }

    @Test
    void letsAServerMakeUsersTokensChatsAndMessages() {
        Answer users = api.post(
                "/v1/service/users",
                "{'users':[{'name':'romeo','password':'wherefore art'},{'name':'juliet'},{'name':'romeo'}]}",
                service());
        String romeo = users.json().at("/results/0/user").asText();
        String juliet = users.json().at("/results/1/user").asText();
        assertThat(users.json().at("/results/0/created").asBoolean()).isTrue();
        assertThat(users.json().at("/results/2/created").asBoolean()).isFalse();
        assertThat(users.json().at("/results/2/user").asText()).isEqualTo(romeo);

        Answer tokens = api.post("/v1/service/tokens", "{'users':['" + juliet + "','u_nobody']}", service());
        String token = tokens.json().at("/results/0/accessToken").asText();
        assertThat(tokens.json().at("/results/1/error/code").asText()).isEqualTo("not_found");
        assertThat(api.get("/v1/me", "Authorization", "Bearer " + token).text("name"))
                .isEqualTo("juliet");

        String wanted = "{'chats':[{'key':'c1','by':'" + romeo + "','kind':'direct','users':['" + juliet + "']},"
                + "{'key':'c2','by':'" + romeo + "','kind':'group','title':'Verona','users':['u_nobody']}]}";
        Answer chats = api.post("/v1/service/chats", wanted, service());
        String chat = chats.json().at("/results/0/chat").asText();
        assertThat(chats.json().at("/results/0/seq").asLong()).isEqualTo(1);
        assertThat(chats.json().at("/results/1/error/code").asText()).isEqualTo("not_found");
        assertThat(api.post("/v1/service/chats", wanted, service()).json().at("/results/0"))
                .isEqualTo(chats.json().at("/results/0"));

        String posted = "{'messages':[" + message(chat, romeo, "m1", "But soft") + ","
                + message(chat, juliet, "m2", "Ay me") + "," + message(chat, "u_nobody", "m3", "Who is there?") + "]}";
        Answer first = api.post("/v1/service/messages", posted, service());
        Answer again = api.post("/v1/service/messages", posted, service());
        assertThat(first.json().at("/results/0/seq").asLong()).isEqualTo(2);
        assertThat(first.json().at("/results/0").has("duplicate")).isFalse();
        assertThat(first.json().at("/results/2/error/code").asText()).isEqualTo("no_such_chat");
        assertThat(again.json().at("/results/1/seq").asLong()).isEqualTo(3);
        assertThat(again.json().at("/results/1/duplicate").asBoolean()).isTrue();

        Answer page = api.get("/v1/chats/" + chat + "/entries?after=1&limit=10", "Authorization", "Bearer " + token);
        assertThat(page.json().path("entries"))
                .extracting(entry -> entry.path("text").asText())
                .containsExactly("But soft", "Ay me");
        assertThat(page.json().path("end").asBoolean()).isTrue();
        Answer newest = api.get("/v1/chats/" + chat + "/entries?limit=1", "Authorization", "Bearer " + token);
        assertThat(newest.json().at("/entries/0/seq").asLong()).isEqualTo(3);
    }

    @Test
    void answersEachItemOfABulkInItsPlace() {
        assertError(api.post("/v1/service/users", "{'users':[{'name':'UPPER'}]}", service()), 400, "bad_frame");
        assertError(api.post("/v1/service/users", "{'users':[{}]}", service()), 400, "bad_frame");
        assertError(
                api.post(
                        "/v1/service/chats",
                        "{'chats':[{'key':'k','by':'u_1','kind':'direct','users':['u_1']}]}",
                        service()),
                400,
                "bad_frame");
        assertError(
                api.post(
                        "/v1/service/chats", "{'chats':[{'key':'k','by':'u_1','kind':'party','users':[]}]}", service()),
                400,
                "bad_frame");
    }

    @Test
    void asksAChatAgainWhenAnAnswerGetsLost() {
        Answer users = api.post("/v1/service/users", "{'users':[{'name':'lost1'},{'name':'lost2'}]}", service());
        String one = users.json().at("/results/0/user").asText();
        String two = users.json().at("/results/1/user").asText();
        String body = "{'chats':[{'key':'l','by':'" + one + "','kind':'direct','users':['" + two + "']}]}";
        String chat = api.post("/v1/service/chats", body, service())
                .json()
                .at("/results/0/chat")
                .asText();

        api.chats.lost.set(2);
        Answer retried =
                api.post("/v1/service/messages", "{'messages':[" + message(chat, one, "k1", "hello") + "]}", service());
        double spent = api.reached("http.chat-calls.tries");
        api.chats.lost.set(3);
        Answer given = api.post(
                "/v1/service/messages",
                "{'messages':[" + message(chat, one, "k2", "hello") + "," + message(chat, one, "k3", "again") + "]}",
                service());

        assertThat(retried.json().at("/results/0/seq").asLong()).isEqualTo(2);
        assertThat(given.json().at("/results/0/error/code").asText()).isEqualTo("unavailable");
        assertThat(api.reached("http.chat-calls.tries")).isEqualTo(spent + 1);
        // The chat would answer now, but posting the second before the first is tried again would turn their order
        // round.
        assertThat(given.json().at("/results/1/error/code").asText()).isEqualTo("unavailable");
        api.chats.lost.set(0);
    }

    @Test
    void tellsNobodyButMembersOfAChat() {
        Answer stranger = api.signUp("stranger");

        assertError(api.get("/v1/chats/g_unknown/entries", bearer(stranger)), 404, "no_such_chat");
        assertError(api.get("/v1/chats/no%20chat/entries", bearer(stranger)), 404, "no_such_chat");
        assertError(api.get("/v1/chats/g_1/entries?after=1&before=9", bearer(stranger)), 400, "bad_frame");
        assertError(api.get("/v1/chats/g_1/entries?limit=201", bearer(stranger)), 400, "bad_frame");
        assertError(api.get("/v1/chats/g_1/entries?before=0", bearer(stranger)), 400, "bad_frame");
    }

    @Test
    void answersUnavailableWhileTheStoreIsAway() {
        api.memory.away = true;
        try {
            Answer answer = api.signUp("storeless");

            assertError(answer, 503, "unavailable");
            assertThat(answer.json().path("retryable").asBoolean()).isTrue();
            assertThat(answer.header("Retry-After")).isEqualTo("1");
        } finally {
            api.memory.away = false;
        }
    }

    @Test
    void limitsHowOftenOneMaySignUp() {
        try (ApiFixture strict =
                new ApiFixture("parley.gateway.auth.limits.sign-ups-per-address { burst = 1, per-minute = 1 }")) {
            strict.signUp("first");

            Answer second = strict.signUp("second");

            assertError(second, 429, "rate_limited");
            assertThat(second.json().path("retryAfterMs").asLong()).isPositive();
        }
    }

    @Test
    void limitsHowMuchAUserMayAsk() {
        try (ApiFixture strict =
                new ApiFixture("parley.gateway.auth.limits.requests-per-user { burst = 2, per-minute = 1 }")) {
            Answer session = strict.signUp("hasty");
            strict.get("/v1/me", bearer(session));
            strict.get("/v1/me", bearer(session));

            assertError(strict.get("/v1/me", bearer(session)), 429, "rate_limited");
            assertThat(strict.reached("auth.limits.requests-per-user")).isEqualTo(1);
        }
    }

    @Test
    void tellsWhereTheSocketIs() {
        Answer config = api.get("/v1/config");

        assertThat(config.text("socketUrl")).isEqualTo("ws://127.0.0.1:9001/v1/socket");
        assertThat(config.json().at("/limits/textUnits").asInt()).isEqualTo(8_000);
        try (ApiFixture named =
                new ApiFixture("parley.gateway.http.socket-url = \"wss://chat.example.org/v1/socket\"")) {
            assertThat(named.get("/v1/config").text("socketUrl")).isEqualTo("wss://chat.example.org/v1/socket");
            assertThat(named.get("/docs").header("Content-Security-Policy"))
                    .contains("connect-src 'self' wss://chat.example.org;");
        }
    }

    @Test
    void believesAProxyOnlyIfToldTo() {
        String[] forwarded = {"X-Forwarded-Proto", "https", "X-Forwarded-For", "198.51.100.1, 203.0.113.9"};
        assertThat(api.get("/v1/config", forwarded).text("socketUrl")).startsWith("ws://");

        try (ApiFixture behind = new ApiFixture(
                "parley.gateway.http.behind-proxy = on",
                "parley.gateway.auth.limits.sign-ups-per-address { burst = 1, per-minute = 1 }")) {
            assertThat(behind.get("/v1/config", forwarded).text("socketUrl")).startsWith("wss://");
            String body = "{'name':'proxied%d','password':'correct horse','cookies':true}";
            String[] headers = Stream.concat(Arrays.stream(forwarded), Stream.of("Origin", behind.origin()))
                    .toArray(String[]::new);
            Answer first = behind.post("/v1/accounts", body.formatted(1), headers);
            assertThat(first.raw().headers().allValues("Set-Cookie"))
                    .hasSize(2)
                    .allSatisfy(cookie -> assertThat(cookie).contains("; Secure"));
            headers[3] = "203.0.113.10";
            assertThat(behind.post("/v1/accounts", body.formatted(2), headers).status())
                    .isEqualTo(201);
            headers[3] = "spoofed, 203.0.113.9";
            assertError(behind.post("/v1/accounts", body.formatted(3), headers), 429, "rate_limited");
        }
    }

    @Test
    void publishesItsKeysAndItsHealth() {
        assertThat(api.get("/.well-known/jwks.json").json().path("keys")).hasSize(1);
        assertThat(api.get("/health/live").status()).isEqualTo(200);
        assertThat(api.get("/health/ready").status()).isEqualTo(200);
        api.ready = false;
        try {
            assertThat(api.get("/health/ready").status()).isEqualTo(503);
            assertThat(api.get("/health/live").status()).isEqualTo(200);
        } finally {
            api.ready = true;
        }
    }

    @Test
    void answersUnknownPathsAndMethodsInJson() {
        Answer unknown = api.get("/v1/nothing");
        Answer otherMethod = api.send("PUT", "/v1/sessions", "{}");

        assertError(unknown, 404, "not_found");
        assertError(otherMethod, 405, "not_found");
        assertThat(otherMethod.header("Allow")).isEqualTo("POST");
        assertError(api.post("/v1/nothing", "{'a':1}"), 404, "not_found");
        assertError(api.get("/v1/sessions"), 405, "not_found");
        assertThat(api.send("HEAD", "/health/live", "").status()).isEqualTo(200);
    }

    @Test
    void keepsAnswersOutOfCachesAndFrames() {
        Answer answer = api.get("/v1/config");

        assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
        assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(answer.header("Referrer-Policy")).isEqualTo("no-referrer");
        assertThat(answer.header("Content-Security-Policy")).contains("default-src 'none'", "frame-ancestors 'none'");
        assertThat(answer.header("Server")).isEmpty();
    }

    @Test
    void documentsEveryRouteAndServesEveryDocumentedOne() {
        List<String> routes = api.routes().stream()
                .filter(route -> !STATIC.contains(route.template()))
                .map(route -> route.method().value() + " " + route.template())
                .toList();

        assertThat(routes)
                .containsExactlyInAnyOrderElementsOf(
                        ApiFixture.CONTRACT.operations().keySet());
    }

    @Test
    @Order(Integer.MAX_VALUE)
    void usesEveryDocumentedOperation() {
        assertThat(ApiFixture.CONTRACT.used())
                .containsExactlyInAnyOrderElementsOf(
                        ApiFixture.CONTRACT.operations().values());
    }

    private static String message(String chat, String by, String key, String text) {
        return "{'chat':'%s','by':'%s','key':'%s','since':1,'text':'%s'}".formatted(chat, by, key, text);
    }

    static void assertError(Answer answer, int status, String code) {
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.text("code")).isEqualTo(code);
        assertThat(answer.text("message")).isNotBlank();
    }
}
