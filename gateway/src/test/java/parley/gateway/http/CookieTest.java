package parley.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;
import static parley.gateway.http.ApiTest.assertError;

import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import parley.gateway.http.ApiFixture.Answer;

/** The API over real HTTP, for browsers: tokens in cookies, and only pages of this host. */
class CookieTest {

    private static final String EVIL = "https://evil.example";

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
    void putsTheTokensIntoCookiesThatScriptsCannotRead() {
        Answer session = signUp("browser");

        List<String> cookies = session.raw().headers().allValues("Set-Cookie");
        assertThat(session.status()).isEqualTo(201);
        assertThat(session.json().has("accessToken")).isFalse();
        assertThat(session.json().has("refreshToken")).isFalse();
        assertThat(cookies)
                .hasSize(2)
                .allSatisfy(cookie -> assertThat(cookie)
                        .contains("; HttpOnly", "; SameSite=Strict", "; Max-Age=2592000")
                        .doesNotContain("Secure"));
        assertThat(cookies)
                .anySatisfy(cookie ->
                        assertThat(cookie).startsWith("parley_access=").contains("; Path=/;"));
        assertThat(cookies)
                .anySatisfy(cookie ->
                        assertThat(cookie).startsWith("parley_refresh=").contains("; Path=/v1/sessions;"));
    }

    @Test
    void readsTheCookieWithoutAnOrigin() {
        Answer session = signUp("reader");

        assertThat(api.get("/v1/me", "Cookie", access(session)).text("name")).isEqualTo("reader");
    }

    @Test
    void changesNothingForAPageOfAnotherOrigin() {
        Answer session = signUp("victim");
        String path = "/v1/devices/" + session.text("device");

        assertError(api.delete(path, "Cookie", access(session), "Origin", EVIL), 403, "forbidden");
        assertError(api.delete(path, "Cookie", access(session), "Origin", "null"), 403, "forbidden");
        assertError(api.delete(path, "Cookie", access(session)), 403, "forbidden");
        assertError(api.delete("/v1/sessions/current", "Cookie", access(session), "Origin", EVIL), 403, "forbidden");

        assertThat(api.get("/v1/me", "Cookie", access(session)).status()).isEqualTo(200);
        assertThat(api.delete(path, "Cookie", access(session), "Origin", "http://127.0.0.1:1")
                        .status())
                .isEqualTo(204);
    }

    @Test
    void signsNobodyInForAPageOfAnotherOrigin() {
        signUp("login-target");
        String body = "{'name':'login-target','password':'correct horse','cookies':true}";

        assertError(api.post("/v1/sessions", body, "Origin", EVIL), 403, "forbidden");
        assertError(
                api.post(
                        "/v1/accounts", "{'name':'new-one','password':'correct horse','cookies':true}", "Origin", EVIL),
                403,
                "forbidden");
        assertThat(api.post("/v1/sessions", body, "Origin", api.origin()).status())
                .isEqualTo(201);
    }

    @Test
    void exchangesTheRefreshCookie() {
        Answer session = signUp("refreshing");
        String refresh = "parley_refresh=" + session.cookie("parley_refresh");

        assertError(api.post("/v1/sessions/refresh", "{}", "Cookie", refresh, "Origin", EVIL), 403, "forbidden");
        Answer next = api.post("/v1/sessions/refresh", "", "Cookie", refresh, "Origin", api.origin());

        assertThat(next.status()).isEqualTo(200);
        assertThat(next.json().has("refreshToken")).isFalse();
        assertThat(next.cookie("parley_refresh")).isNotEmpty().isNotEqualTo(session.cookie("parley_refresh"));
        assertThat(api.get("/v1/me", "Cookie", access(next)).status()).isEqualTo(200);
    }

    @Test
    void takesTheCookiesAwayOnLogOut() {
        Answer session = signUp("leaving");

        Answer out = api.delete("/v1/sessions/current", "Cookie", access(session), "Origin", api.origin());

        assertThat(out.status()).isEqualTo(204);
        assertThat(out.raw().headers().allValues("Set-Cookie"))
                .hasSize(2)
                .allSatisfy(cookie -> assertThat(cookie).contains("Max-Age=0"));
        assertError(api.get("/v1/me", "Cookie", access(session)), 401, "unauthenticated");
    }

    @Test
    void allowsConfiguredOrigins() {
        try (ApiFixture open = new ApiFixture("parley.gateway.auth.allowed-origins = [\"https://app.example.org\"]")) {
            String body = "{'name':'elsewhere','password':'correct horse','cookies':true}";

            assertThat(open.post("/v1/accounts", body, "Origin", "https://app.example.org")
                            .status())
                    .isEqualTo(201);
        }
    }

    @Test
    void prefersTheBearerToken() {
        Answer cookie = signUp("in-cookie");
        Answer bearer = api.signUp("in-header");

        Answer me =
                api.get("/v1/me", "Cookie", access(cookie), "Authorization", "Bearer " + bearer.text("accessToken"));

        assertThat(me.text("name")).isEqualTo("in-header");
    }

    private static Answer signUp(String name) {
        return api.post(
                "/v1/accounts",
                "{'name':'" + name + "','password':'correct horse','cookies':true}",
                "Origin",
                api.origin());
    }

    private static String access(Answer session) {
        return "parley_access=" + session.cookie("parley_access");
    }
}
