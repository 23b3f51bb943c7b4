package parley.gateway.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import parley.engine.limit.LimitReached;
import parley.gateway.auth.TokenVerifier.Reason;
import parley.gateway.auth.TokenVerifier.Rejected;
import parley.gateway.auth.TokenVerifier.Verified;

class ProvenTokensTest {

    private final MeterRegistry meters = new SimpleMeterRegistry();
    private final Counter forgotten = LimitReached.counter(meters, "parley.gateway.auth.tokens.proven-max");
    private final ProvenTokens proven = new ProvenTokens(2, meters);
    private final List<String> checked = new ArrayList<>();

    @Test
    void checksASignatureOnce() {
        assertThat(isGood("one", true)).isTrue();
        assertThat(isGood("one", true)).isTrue();

        assertThat(checked).containsExactly("one");
        assertThat(meters.get("parley.auth.tokens")
                        .tag("signature", "remembered")
                        .counter()
                        .count())
                .isEqualTo(1);
        assertThat(meters.get("parley.auth.tokens")
                        .tag("signature", "checked")
                        .counter()
                        .count())
                .isEqualTo(1);
    }

    @Test
    void neverRemembersASignatureThatIsWrong() {
        assertThat(isGood("forged", false)).isFalse();
        assertThat(isGood("forged", false)).isFalse();

        assertThat(checked).containsExactly("forged", "forged");
    }

    @Test
    void forgetsTheOneNotSeenForLongest() {
        isGood("one", true);
        isGood("two", true);
        isGood("one", true);
        isGood("three", true);

        assertThat(forgotten.count()).isEqualTo(1);
        isGood("one", true);
        assertThat(checked).containsExactly("one", "two", "three");
        isGood("two", true);
        assertThat(checked).endsWith("two");
    }

    @Test
    void aTokenThatIsRememberedStillExpires() {
        try (var node = new AuthFixture()) {
            Session ann = node.signUp("ann");
            assertThat(node.verify(ann.access().text())).isInstanceOf(Verified.class);

            node.clock.advance(Duration.ofMinutes(16));

            assertThat(node.verify(ann.access().text())).isEqualTo(new Rejected(Reason.EXPIRED));
        }
    }

    @Test
    void aTokenThatIsRememberedIsStillRevoked() {
        try (var node = new AuthFixture()) {
            Session ann = node.signUp("ann");
            assertThat(node.verify(ann.access().text())).isInstanceOf(Verified.class);

            AuthFixture.join(node.auth.sessions().revoke(ann.account().user(), ann.device()));

            assertThat(node.verify(ann.access().text())).isEqualTo(new Rejected(Reason.REVOKED));
        }
    }

    private boolean isGood(String token, boolean good) {
        return proven.isGood(token, () -> checked.add(token) && good);
    }
}
