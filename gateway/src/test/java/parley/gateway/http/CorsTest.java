package parley.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;
import static parley.gateway.http.ApiFixture.bearer;
import static parley.gateway.http.ApiTest.assertError;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import parley.gateway.http.ApiFixture.Answer;

/** Pages of other origins, as browsers ask for them: those that are listed may read answers, with bearer tokens. */
class CorsTest {

    private static final String LISTED = "https://app.example.org";
    private static final String OTHER = "https://evil.example";

    private static ApiFixture api;

    @BeforeAll
    static void start() {
        api = new ApiFixture("parley.gateway.auth.allowed-origins = [\"" + LISTED + "\"]");
    }

    @AfterAll
    static void stop() {
        api.close();
    }

    @Test
    void letsAListedOriginAskFirst() {
        Answer preflight = api.send(
                "OPTIONS",
                "/v1/devices/d_1",
                "",
                "Origin",
                LISTED,
                "Access-Control-Request-Method",
                "DELETE",
                "Access-Control-Request-Headers",
                "authorization,content-type");

        assertThat(preflight.status()).isEqualTo(204);
        assertThat(preflight.header("Access-Control-Allow-Origin")).isEqualTo(LISTED);
        assertThat(preflight.header("Access-Control-Allow-Methods")).contains("DELETE");
        assertThat(preflight.header("Access-Control-Allow-Headers")).isEqualTo("authorization, content-type");
        assertThat(preflight.header("Access-Control-Allow-Credentials")).isEmpty();
    }

    @Test
    void letsAListedOriginReadAnswersAndErrors() {
        Answer session = api.post("/v1/accounts", "{'name':'afar','password':'correct horse'}", "Origin", LISTED);
        Answer me = api.get("/v1/me", with("Origin", LISTED, bearer(session)));
        Answer refused = api.get("/v1/me", "Origin", LISTED);

        assertThat(me.text("name")).isEqualTo("afar");
        assertError(refused, 401, "unauthenticated");
        for (Answer answer : new Answer[] {session, me, refused}) {
            assertThat(answer.header("Access-Control-Allow-Origin")).isEqualTo(LISTED);
            assertThat(answer.header("Access-Control-Expose-Headers")).isEqualTo("Retry-After");
            assertThat(answer.header("Vary")).isEqualTo("Origin");
            assertThat(answer.header("Access-Control-Allow-Credentials")).isEmpty();
        }
    }

    @Test
    void tellsOtherOriginsNothing() {
        Answer preflight = api.send("OPTIONS", "/v1/me", "", "Origin", OTHER, "Access-Control-Request-Method", "GET");
        Answer config = api.get("/v1/config", "Origin", OTHER);

        assertError(preflight, 405, "not_found");
        assertThat(preflight.header("Access-Control-Allow-Origin")).isEmpty();
        assertThat(config.status()).isEqualTo(200);
        assertThat(config.header("Access-Control-Allow-Origin")).isEmpty();
        assertThat(config.header("Vary")).isEqualTo("Origin");
    }

    private static String[] with(String name, String value, String... others) {
        return new String[] {name, value, others[0], others[1]};
    }
}
