package parley.gateway.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import parley.engine.session.SessionProtocol;
import parley.gateway.auth.TokenVerifier.Reason;
import parley.gateway.auth.TokenVerifier.Rejected;
import parley.gateway.wire.ErrorCode;

class RefreshTest {

    private static final Duration PAST_GRACE = Duration.ofSeconds(31);

    private final AuthFixture node = new AuthFixture();

    @AfterEach
    void close() {
        node.close();
    }

    @Test
    void exchangesARefreshTokenForTheNext() {
        Session first = node.signUp("ann");

        Session second = refresh(first);
        Session third = refresh(second);

        assertThat(Set.of(
                        first.refresh().text(),
                        second.refresh().text(),
                        third.refresh().text()))
                .hasSize(3);
        assertThat(third.device()).isEqualTo(first.device());
    }

    @Test
    void answersALostExchangeAgainWithTheSameToken() {
        Session first = node.signUp("ann");
        Session lost = refresh(first);

        Session again = refresh(first);

        assertThat(again.refresh()).isEqualTo(lost.refresh());
    }

    @Test
    void answersExchangesAtTheSameTimeWithTheSameToken() {
        Session first = node.signUp("ann");

        Set<String> next = IntStream.range(0, 8)
                .parallel()
                .mapToObj(i -> refresh(first).refresh().text())
                .collect(Collectors.toSet());

        assertThat(next).hasSize(1);
    }

    @Test
    void revokesTheDeviceWhenAnOldTokenIsUsedAgain() {
        Session first = node.signUp("ann");
        Session second = refresh(first);
        node.clock.advance(PAST_GRACE);

        assertUnauthenticated(first.refresh().text());

        assertUnauthenticated(second.refresh().text());
        assertThat(node.verify(second.access().text())).isEqualTo(new Rejected(Reason.REVOKED));
        assertThat(node.told)
                .containsExactly(new SessionProtocol.Revoke(first.account().user(), first.device()));
    }

    @Test
    void revokesTheDeviceWhenATokenTwoGenerationsOldIsUsedWithinTheGrace() {
        Session first = node.signUp("ann");
        Session third = refresh(refresh(first));

        assertUnauthenticated(first.refresh().text());

        assertUnauthenticated(third.refresh().text());
    }

    @Test
    void leavesTheDeviceAloneWhenATokenIsMadeUp() {
        Session session = node.signUp("ann");
        String[] parts = session.refresh().text().split("\\.", -1);
        String otherFamily = String.join(".", parts[0], parts[1], parts[2], "0", "x".repeat(43), parts[5]);
        String otherGeneration = String.join(".", parts[0], parts[1], parts[2], "0", parts[4], parts[5]);

        assertUnauthenticated(otherFamily);
        assertUnauthenticated(otherGeneration);
        assertUnauthenticated("nonsense");
        assertUnauthenticated("a.b.c.d.e.f");

        assertThat(refresh(session).device()).isEqualTo(session.device());
    }

    @Test
    void cannotMakeATokenFromWhatIsStored() {
        Session session = node.signUp("ann");
        var device = node.memory.allDevices().get(0);

        assertThat(device.refresh().familyHash()).isNotBlank();
        assertThat(session.refresh().text())
                .doesNotContain(device.refresh().familyHash(), device.refresh().salt());
    }

    @Test
    void signsOutADeviceThatWasIdleForTooLong() {
        Session session = node.signUp("ann");
        node.clock.advance(Duration.ofDays(30));

        assertUnauthenticated(session.refresh().text());
    }

    @Test
    void tellsOtherNodesOfARevokedDevice() {
        Session session = node.signUp("ann");
        try (AuthFixture other = new AuthFixture(node.memory)) {
            var heard = new java.util.concurrent.CompletableFuture<Object>();
            other.auth.revocations().subscribe((user, device) -> heard.complete(device));
            assertThat(other.verify(session.access().text())).isInstanceOf(TokenVerifier.Verified.class);

            AuthFixture.join(node.auth.sessions().revoke(session.account().user(), session.device()));

            assertThat(heard.orTimeout(10, java.util.concurrent.TimeUnit.SECONDS)
                            .join())
                    .isEqualTo(session.device());
            assertThat(other.verify(session.access().text())).isEqualTo(new Rejected(Reason.REVOKED));
        }
    }

    @Test
    void refusesARevokedDeviceOnANodeThatStartsLater() {
        Session session = node.signUp("ann");
        AuthFixture.join(node.auth.sessions().end(session.account().user(), session.device()));

        try (AuthFixture later = new AuthFixture(node.memory)) {
            assertThat(later.verify(session.access().text())).isEqualTo(new Rejected(Reason.REVOKED));
        }
    }

    private Session refresh(Session session) {
        return AuthFixture.join(node.auth.sessions().refresh(session.refresh().text()));
    }

    private void assertUnauthenticated(String refreshToken) {
        assertThatThrownBy(() -> AuthFixture.join(node.auth.sessions().refresh(refreshToken)))
                .isInstanceOfSatisfying(
                        RequestRefused.class,
                        refused -> assertThat(refused.code()).isEqualTo(ErrorCode.UNAUTHENTICATED));
    }
}
