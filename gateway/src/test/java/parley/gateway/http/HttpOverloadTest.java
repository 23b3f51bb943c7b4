package parley.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;
import static parley.gateway.http.ApiFixture.service;
import static parley.gateway.http.ApiTest.assertError;

import org.junit.jupiter.api.Test;
import parley.gateway.http.ApiFixture.Answer;

/** Bounds of the HTTP API that no other test reaches. */
class HttpOverloadTest {

    @Test
    void requestsThatWaitForChatsAreBoundedAndServedAgainLater() {
        try (ApiFixture api =
                new ApiFixture("parley.gateway.http.chat-calls { pending-max = 1, bulk-parallelism = 3 }")) {
            Answer users = api.post("/v1/service/users", "{'users':[{'name':'ann'},{'name':'bob'}]}", service());
            String ann = users.json().at("/results/0/user").asText();
            String bob = users.json().at("/results/1/user").asText();
            api.chats.lost.set(1);

            Answer three = api.post(
                    "/v1/service/chats",
                    "{'chats':[" + group("k1", ann, bob) + "," + group("k2", ann, bob) + "," + group("k3", ann, bob)
                            + "]}",
                    service());

            assertThat(three.json().findValuesAsText("code")).contains("busy").containsOnly("busy");
            assertThat(api.reached("http.chat-calls.pending-max"))
                    .isEqualTo(three.json().findValuesAsText("code").size());
            Answer again = api.post("/v1/service/chats", "{'chats':[" + group("k4", ann, bob) + "]}", service());
            assertThat(again.json().at("/results/0/chat").asText()).isNotEmpty();
            assertThat(api.meters.get("parley.http.chat.calls").gauge().value()).isZero();
        }
    }

    @Test
    void exchangesOfTokensFromOneAddressAreLimited() {
        try (ApiFixture api =
                new ApiFixture("parley.gateway.auth.limits.refreshes-per-address { burst = 1, per-minute = 1 }")) {
            Answer session = api.signUp("ann");
            String body = "{'refreshToken':'" + session.text("refreshToken") + "'}";
            Answer next = api.post("/v1/sessions/refresh", body);
            assertThat(next.status()).isEqualTo(200);

            assertError(
                    api.post("/v1/sessions/refresh", "{'refreshToken':'" + next.text("refreshToken") + "'}"),
                    429,
                    "rate_limited");

            assertThat(api.reached("auth.limits.refreshes-per-address")).isEqualTo(1);
            assertThat(api.get("/v1/me", ApiFixture.bearer(session)).status()).isEqualTo(200);
        }
    }

    @Test
    void addressesBeyondThoseRememberedBeginAnew() {
        try (ApiFixture api = new ApiFixture(
                "parley.gateway.http.behind-proxy = on",
                "parley.gateway.auth.limits.buckets-max = 1",
                "parley.gateway.auth.limits.sign-ups-per-address { burst = 1, per-minute = 1 }")) {
            assertThat(signUp(api, "first", "203.0.113.1").status()).isEqualTo(201);
            assertError(signUp(api, "second", "203.0.113.1"), 429, "rate_limited");

            assertThat(signUp(api, "third", "203.0.113.2").status()).isEqualTo(201);

            assertThat(api.reached("auth.limits.buckets-max")).isPositive();
            assertThat(signUp(api, "fourth", "203.0.113.1").status()).isEqualTo(201);
        }
    }

    @Test
    void logInsFromOneAddressAreLimited() {
        try (ApiFixture api =
                new ApiFixture("parley.gateway.auth.limits.log-ins-per-address { burst = 1, per-minute = 1 }")) {
            api.signUp("ann");
            String body = "{'name':'ann','password':'another one'}";
            assertError(api.post("/v1/sessions", body), 401, "unauthenticated");

            assertError(api.post("/v1/sessions", body), 429, "rate_limited");

            assertThat(api.reached("auth.limits.log-ins-per-address")).isEqualTo(1);
        }
    }

    @Test
    void bulksBeyondTheirItemsAreRefusedAsAWhole() {
        try (ApiFixture api = new ApiFixture(
                "parley.gateway.http.limits { service-users-max = 1, service-chats-max = 1, service-messages-max ="
                        + " 1 }")) {
            assertError(
                    api.post("/v1/service/users", "{'users':[{'name':'ann'},{'name':'bob'}]}", service()),
                    400,
                    "bad_frame");
            assertError(api.post("/v1/service/chats", "{'chats':[{},{}]}", service()), 400, "bad_frame");
            assertError(api.post("/v1/service/messages", "{'messages':[{},{}]}", service()), 400, "bad_frame");

            Answer one = api.post("/v1/service/users", "{'users':[{'name':'ann'}]}", service());
            assertThat(one.json().at("/results/0/user").asText()).isNotEmpty();
            assertThat(api.meters
                            .counter("parley.http.responses", "status", "400")
                            .count())
                    .isEqualTo(3);
        }
    }

    private static Answer signUp(ApiFixture api, String name, String address) {
        return api.post(
                "/v1/accounts", "{'name':'" + name + "','password':'correct horse'}", "X-Forwarded-For", address);
    }

    private static String group(String key, String by, String user) {
        return "{'key':'" + key + "','by':'" + by + "','kind':'group','title':'Verona','users':['" + user + "']}";
    }
}
