package parley.gateway.auth;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import java.text.ParseException;
import java.time.Duration;
import java.util.Date;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import parley.gateway.auth.TokenVerifier.Reason;
import parley.gateway.auth.TokenVerifier.Rejected;
import parley.gateway.auth.TokenVerifier.Verified;

class AccessTokenTest {

    private final AuthFixture node = new AuthFixture();
    private final Session ann = node.signUp("ann");

    @AfterEach
    void close() {
        node.close();
    }

    @Test
    void speaksForItsUserAndDevice() {
        TokenVerifier.Verification verification = node.verify(ann.access().text());

        assertThat(verification)
                .isEqualTo(new Verified(new Principal(
                        ann.account().user(), ann.device(), ann.access().expiresAt())));
    }

    @Test
    void livesFifteenMinutesLessWhatChanceTakesOff() {
        Set<Object> expiries = new HashSet<>();
        for (int i = 0; i < 20; i++) {
            expiries.add(node.auth
                    .sessions()
                    .refresh(ann.refresh().text())
                    .toCompletableFuture()
                    .join()
                    .access()
                    .expiresAt());
        }

        assertThat(expiries).hasSizeGreaterThan(5);
        assertThat(Duration.between(node.clock.instant(), ann.access().expiresAt()))
                .isBetween(Duration.ofSeconds(13 * 60 + 29), Duration.ofMinutes(15));
    }

    @Test
    void isRefusedOnceItHasExpiredAndClocksCannotBeBlamed() {
        Duration left = Duration.between(node.clock.instant(), ann.access().expiresAt());

        node.clock.advance(left.plusSeconds(29));
        assertThat(node.verify(ann.access().text())).isInstanceOf(Verified.class);

        node.clock.advance(Duration.ofSeconds(1));
        assertThat(node.verify(ann.access().text())).isEqualTo(new Rejected(Reason.EXPIRED));
    }

    @Test
    void isRefusedWhenTamperedWith() throws ParseException {
        String[] parts = ann.access().text().split("\\.", -1);
        JWTClaimsSet other = new JWTClaimsSet.Builder(claims()).subject("u_bob").build();
        String forged = parts[0] + "." + other.toPayload().toBase64URL() + "." + parts[2];

        assertThat(node.verify(forged)).isEqualTo(new Rejected(Reason.FOREIGN));
    }

    @Test
    void isRefusedWithoutASignature() throws ParseException {
        assertThat(node.verify(new PlainJWT(claims()).serialize())).isEqualTo(new Rejected(Reason.FOREIGN));
    }

    @Test
    void isRefusedWhenSignedByAnotherKeyOfTheSameName() throws Exception {
        ECKey other = new ECKeyGenerator(Curve.P_256).keyID(keyId()).generate();

        assertThat(node.verify(signed(claims(), other))).isEqualTo(new Rejected(Reason.FOREIGN));
    }

    @Test
    void isRefusedWhenThePublicKeyIsTakenForASharedSecret() throws Exception {
        JWKSet published = JWKSet.parse(node.auth.jwks());
        byte[] secret = published.getKeys().get(0).toECKey().toECPublicKey().getEncoded();
        SignedJWT token = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.HS256).keyID(keyId()).build(), claims());
        token.sign(new MACSigner(secret));

        assertThat(node.verify(token.serialize())).isEqualTo(new Rejected(Reason.FOREIGN));
    }

    @Test
    void isRefusedForAnotherAudienceOrIssuer() throws Exception {
        try (AuthFixture elsewhere = new AuthFixture(node.memory, "parley.gateway.auth.tokens.audience = elsewhere")) {
            assertThat(elsewhere.verify(ann.access().text())).isEqualTo(new Rejected(Reason.FOREIGN));
        }
        try (AuthFixture elsewhere = new AuthFixture(node.memory, "parley.gateway.auth.tokens.issuer = elsewhere")) {
            assertThat(elsewhere.verify(ann.access().text())).isEqualTo(new Rejected(Reason.FOREIGN));
        }
    }

    @Test
    void isRefusedWhenItIsNoToken() {
        for (String nonsense :
                new String[] {"", ".", "..", "a.b.c", "x".repeat(10_000), "eyJhbGciOiJFUzI1NiJ9.e30.AAAA"}) {
            assertThat(node.verify(nonsense)).isInstanceOf(Rejected.class);
        }
    }

    @Test
    void isVerifiedByAnotherNode() {
        try (AuthFixture other = new AuthFixture(node.memory)) {
            assertThat(other.verify(ann.access().text())).isInstanceOf(Verified.class);
            assertThat(other.auth.jwks()).isEqualTo(node.auth.jwks());
        }
    }

    @Test
    void publishesNoPrivateKey() throws ParseException {
        JWKSet published = JWKSet.parse(node.auth.jwks());

        assertThat(published.getKeys()).hasSize(1).noneMatch(key -> key.isPrivate());
    }

    private JWTClaimsSet claims() throws ParseException {
        return new JWTClaimsSet.Builder(SignedJWT.parse(ann.access().text()).getJWTClaimsSet())
                .expirationTime(Date.from(ann.access().expiresAt()))
                .build();
    }

    private String keyId() throws ParseException {
        return JWKSet.parse(node.auth.jwks()).getKeys().get(0).getKeyID();
    }

    private static String signed(JWTClaimsSet claims, ECKey key) throws JOSEException {
        SignedJWT token = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.ES256).keyID(key.getKeyID()).build(), claims);
        token.sign(new ECDSASigner(key));
        return token.serialize();
    }
}
