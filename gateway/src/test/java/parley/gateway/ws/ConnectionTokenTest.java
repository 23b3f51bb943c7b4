package parley.gateway.ws;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import parley.engine.session.SessionProtocol;
import parley.gateway.auth.Principal;
import parley.gateway.auth.TokenVerifier;

/** Who may connect, and for how long. */
class ConnectionTokenTest {

    private final ConnectionFixture on = new ConnectionFixture();

    @Test
    void closesAfterHelloWithoutAGoodToken() {
        on.say("{'type':'hello','id':1,'version':1,'token':'forged'}");

        assertThat(on.heardOne()).isEqualTo(on.error(1, "unauthenticated"));
        assertThat(on.socket.closed).isEqualTo(CloseCode.TOKEN);
        assertThat(on.engine.sessions).isEmpty();
    }

    @Test
    void closesAfterHelloWithoutATokenOrCookie() {
        on.say("{'type':'hello','id':1,'version':1}");

        assertThat(on.heardOne()).isEqualTo(on.error(1, "unauthenticated"));
        assertThat(on.socket.closed).isEqualTo(CloseCode.TOKEN);
    }

    @Test
    void takesTheTokenOfTheCookie() {
        ConnectionFixture browser = new ConnectionFixture("", "good");

        browser.say("{'type':'hello','id':1,'version':1}");

        assertThat(browser.engine.toSessions(SessionProtocol.Register.class)).hasSize(1);
    }

    @Test
    void tellsARevokedDeviceThatItIs() {
        on.tokens.put(
                "old", CompletableFuture.completedFuture(new TokenVerifier.Rejected(TokenVerifier.Reason.REVOKED)));

        on.say("{'type':'hello','id':1,'version':1,'token':'old'}");

        assertThat(on.socket.closed).isEqualTo(CloseCode.REVOKED);
    }

    @Test
    void looksAtNobodysTokenBeforeItLetsThemIn() {
        ConnectionFixture full =
                new ConnectionFixture("admission { per-address-per-second = 1, per-address-burst = 1 }", null);
        full.tokens.put("new", CompletableFuture.failedFuture(new IllegalStateException("store away")));
        full.say("{'type':'hello','id':1,'version':1,'token':'new'}");
        full.heard();

        full.say("{'type':'hello','id':2,'version':1,'token':'forged'}");
        JsonNode limited = full.heardOne();
        CloseCode closed = full.socket.closed;
        full.pass(Duration.ofMillis(limited.path("retryAfterMs").longValue()));
        full.say("{'type':'hello','id':3,'version':1,'token':'forged'}");

        assertThat(limited.path("code").textValue()).isEqualTo("rate_limited");
        assertThat(limited.path("retryAfterMs").longValue()).isPositive();
        assertThat(closed).isNull();
        assertThat(full.socket.closed).isEqualTo(CloseCode.TOKEN);
    }

    @Test
    void letsAClientTryAgainWhenTokensCannotBeLookedAt() {
        on.tokens.put("new", CompletableFuture.failedFuture(new IllegalStateException("store away")));

        on.say("{'type':'hello','id':1,'version':1,'token':'new'}");

        assertThat(on.heardOne().get("code").textValue()).isEqualTo("unavailable");
        on.say("{'type':'hello','id':2,'version':1,'token':'good'}");
        assertThat(on.engine.toSessions(SessionProtocol.Register.class)).hasSize(1);
    }

    @Test
    void endsWithItsTokenAndTheSkewAllowed() {
        on.tokens.put("good", ConnectionFixture.accepted(on.clock().instant().plusSeconds(20)));
        on.welcome();

        on.pass(Duration.ofSeconds(49));
        assertThat(on.socket.closed).isNull();
        on.pass(Duration.ofSeconds(2));

        assertThat(on.socket.closed).isEqualTo(CloseCode.TOKEN);
    }

    @Test
    void livesOnWithAFreshToken() {
        on.tokens.put("good", ConnectionFixture.accepted(on.clock().instant().plusSeconds(5)));
        on.tokens.put("fresh", ConnectionFixture.accepted(on.clock().instant().plusSeconds(3600)));
        on.welcome();

        on.say("{'type':'token','id':16,'token':'fresh'}");
        assertThat(on.heardOne()).isEqualTo(on.parse("{'type':'done','id':16}"));
        on.pass(Duration.ofSeconds(50));

        assertThat(on.socket.closed).isNull();
    }

    @Test
    void refusesATokenOfSomebodyElseOnALiveConnection() {
        on.tokens.put(
                "bobs",
                CompletableFuture.completedFuture(new TokenVerifier.Verified(new Principal(
                        ConnectionFixture.user("u_bob"),
                        ConnectionFixture.DEVICE,
                        on.clock().instant().plusSeconds(3600)))));
        on.welcome();

        on.say("{'type':'token','id':16,'token':'bobs'}");

        assertThat(on.heardOne()).isEqualTo(on.error(16, "unauthenticated"));
        assertThat(on.connection.isOf(ConnectionFixture.ANN, ConnectionFixture.DEVICE))
                .isTrue();
    }
}
