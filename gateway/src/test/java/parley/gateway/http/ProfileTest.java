package parley.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;
import static parley.gateway.http.ApiFixture.bearer;
import static parley.gateway.http.ApiFixture.service;
import static parley.gateway.http.ApiTest.assertError;

import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import parley.engine.id.TenantId;
import parley.engine.id.UserId;
import parley.gateway.http.ApiFixture.Answer;

/** Changing how one is called. */
class ProfileTest {

    private static ApiFixture api;

    @BeforeAll
    static void start() {
        api = new ApiFixture();
    }

    @AfterAll
    static void stop() {
        api.close();
    }

    @BeforeEach
    void forgetPushes() {
        api.chats.pushed.clear();
    }

    @Test
    void changesWhatOthersSee() {
        Answer ann = api.signUp("ann-renames");
        Answer bob = api.signUp("bob-looks");

        Answer changed = rename(ann, "Ann the Archer ☕");

        assertThat(changed.status()).isEqualTo(200);
        assertThat(changed.text("displayName")).isEqualTo("Ann the Archer ☕");
        assertThat(changed.text("device")).isEqualTo(ann.text("device"));
        assertThat(api.get("/v1/me", bearer(ann)).text("displayName")).isEqualTo("Ann the Archer ☕");
        assertThat(api.get("/v1/users/" + ann.text("user"), bearer(bob)).text("displayName"))
                .isEqualTo("Ann the Archer ☕");
        assertThat(api.get("/v1/users?query=ann-renames", bearer(bob))
                        .json()
                        .at("/users/0/displayName")
                        .asText())
                .isEqualTo("Ann the Archer ☕");
        Answer again = api.post("/v1/sessions", "{'name':'ann-renames','password':'correct horse'}");
        assertThat(again.text("displayName")).isEqualTo("Ann the Archer ☕");
    }

    @Test
    void tellsOnesDevicesAndThoseOneTalksToAlone() {
        Answer ann = api.signUp("ann-tells");
        Answer bob = api.signUp("bob-hears");
        Answer cy = api.signUp("cy-looks-up");
        api.post(
                "/v1/service/chats",
                "{'chats':[{'key':'p1','by':'%1$s','kind':'direct','users':['%2$s']},{'key':'p2','by':'%1$s','kind':'group','title':'Verona','users':['%3$s']}]}"
                        .formatted(ann.text("user"), bob.text("user"), cy.text("user")),
                service());

        rename(ann, "Ann");

        assertThat(api.chats.pushed).singleElement().satisfies(pushed -> {
            assertThat(pushed.users()).containsExactlyInAnyOrder(id(ann), id(bob));
            assertThat(pushed.frame())
                    .isEqualTo("{\"type\":\"profile\",\"user\":\"%s\",\"name\":\"ann-tells\",\"displayName\":\"Ann\"}"
                            .formatted(ann.text("user")));
        });
    }

    @Test
    void isDoneAlsoWhenItCannotBeSaidWhomToTell() {
        Answer ann = api.signUp("ann-alone");
        api.chats.listsAway = true;
        try {
            assertThat(rename(ann, "Ann").status()).isEqualTo(200);
        } finally {
            api.chats.listsAway = false;
        }

        assertThat(api.chats.pushed)
                .singleElement()
                .satisfies(pushed -> assertThat(pushed.users()).isEqualTo(List.of(id(ann))));
    }

    @Test
    void saysThatItIsUnknownWhenTheStoreIsAwayAndMayBeAskedAgain() {
        Answer ann = api.signUp("ann-waits");
        api.memory.away = true;
        try {
            assertError(rename(ann, "Ann"), 503, "unavailable");
        } finally {
            api.memory.away = false;
        }
        assertThat(api.chats.pushed).isEmpty();

        assertThat(rename(ann, "Ann").status()).isEqualTo(200);
        assertThat(rename(ann, "").text("displayName")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{'displayName':7}", "{'displayName':null}", "[]"})
    void refusesWhatIsNoDisplayName(String body) {
        Answer ann = api.signUp("ann" + Math.floorMod(body.hashCode(), 1_000_000));

        assertError(api.patch("/v1/me", body, bearer(ann)), 400, "bad_frame");
        assertThat(api.chats.pushed).isEmpty();
    }

    @Test
    void takesDisplayNamesAsLongAsAtTheSignUp() {
        Answer ann = api.signUp("ann-is-long");

        assertThat(rename(ann, "x".repeat(64)).status()).isEqualTo(200);
        assertError(rename(ann, "x".repeat(65)), 400, "bad_frame");
    }

    @Test
    void needsAnOriginWithCookies() {
        Answer ann = api.post(
                "/v1/accounts",
                "{'name':'ann-cookie','password':'correct horse','cookies':true}",
                "Origin",
                api.origin());
        String cookie = "parley_access=" + ann.cookie("parley_access");

        assertError(api.patch("/v1/me", "{'displayName':'Mallory'}", "Cookie", cookie), 403, "forbidden");
        assertThat(api.patch("/v1/me", "{'displayName':'Ann'}", "Cookie", cookie, "Origin", api.origin())
                        .text("displayName"))
                .isEqualTo("Ann");
    }

    @Test
    void limitsHowOften() {
        try (ApiFixture strict =
                new ApiFixture("parley.gateway.auth.limits.profile-changes-per-user { burst = 1, per-minute = 1 }")) {
            Answer ann = strict.signUp("ann-is-hasty");
            strict.patch("/v1/me", "{'displayName':'Ann'}", bearer(ann));

            Answer second = strict.patch("/v1/me", "{'displayName':'Anna'}", bearer(ann));

            assertError(second, 429, "rate_limited");
            assertThat(strict.reached("auth.limits.profile-changes-per-user")).isEqualTo(1);
            assertThat(strict.get("/v1/me", bearer(ann)).text("displayName")).isEqualTo("Ann");
        }
    }

    private static Answer rename(Answer session, String displayName) {
        return api.patch("/v1/me", "{'displayName':'" + displayName + "'}", bearer(session));
    }

    private static UserId id(Answer session) {
        return new UserId(TenantId.DEFAULT, session.text("user"));
    }
}
