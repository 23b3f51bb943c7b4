package parley.gateway.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.EdECPublicKey;
import java.time.Duration;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import parley.engine.account.StoreUnavailable;
import parley.engine.id.DeviceId;
import parley.engine.id.TenantId;
import parley.gateway.auth.TokenVerifier.Reason;
import parley.gateway.auth.TokenVerifier.Rejected;
import parley.gateway.auth.TokenVerifier.Verified;

class TeamTokenTest {

    private static final String ISSUER = "https://id.team.example";

    @TempDir
    private Path folder;

    @Test
    void makesAUserOnFirstSight() throws Exception {
        ECKey key = new ECKeyGenerator(Curve.P_256).keyID("k1").generate();
        try (AuthFixture node = node(file(key), "")) {
            Principal principal = principal(node, token(key, claims(node, "worker-7")));

            var account = AuthFixture.join(node.memory.stores().accounts().byIds(List.of(principal.user())));
            assertThat(principal.user()).isEqualTo(ForeignUsers.id(TenantId.DEFAULT, ISSUER, "worker-7"));
            assertThat(account).singleElement().satisfies(made -> {
                assertThat(made.displayName()).isEqualTo("Wor Ker");
                assertThat(made.name()).isEqualTo(principal.user().local());
            });
        }
    }

    @Test
    void derivesTheUserAsDocumented() {
        // printf 'https://id.team.example\nworker-7' | sha256sum, then base32
        assertThat(ForeignUsers.id(TenantId.DEFAULT, ISSUER, "worker-7").local())
                .isEqualTo("x_" + DOCUMENTED_WORKER_7);
    }

    private static final String DOCUMENTED_WORKER_7 = "6at366ui4ifhtzzqy2ozlgvv62q7ra";

    @Test
    void acceptsAnEd25519Signature() throws Exception {
        KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        byte[] encoded = ((EdECPublicKey) pair.getPublic()).getEncoded();
        byte[] point = Arrays.copyOfRange(encoded, encoded.length - 32, encoded.length);
        OctetKeyPair jwk = new OctetKeyPair.Builder(Curve.Ed25519, Base64URL.encode(point))
                .keyID("e1")
                .build();
        try (AuthFixture node = node(file(jwk), "")) {
            JWSHeader header =
                    new JWSHeader.Builder(JWSAlgorithm.EdDSA).keyID("e1").build();
            SignedJWT unsigned = new SignedJWT(header, claims(node, "worker-7").build());
            Signature signature = Signature.getInstance("Ed25519");
            signature.initSign(pair.getPrivate());
            signature.update(unsigned.getSigningInput());
            String signingInput = new String(unsigned.getSigningInput(), StandardCharsets.US_ASCII);
            byte[] proof = signature.sign();

            assertThat(node.verify(signingInput + "." + Base64URL.encode(proof)))
                    .isInstanceOf(Verified.class);
            proof[3] ^= 1;
            assertThat(node.verify(signingInput + "." + Base64URL.encode(proof)))
                    .isEqualTo(new Rejected(Reason.FOREIGN));
        }
    }

    @Test
    void refusesACriticalHeaderThatItDoesNotKnow() throws Exception {
        KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        byte[] encoded = ((EdECPublicKey) pair.getPublic()).getEncoded();
        byte[] point = Arrays.copyOfRange(encoded, encoded.length - 32, encoded.length);
        OctetKeyPair jwk = new OctetKeyPair.Builder(Curve.Ed25519, Base64URL.encode(point))
                .keyID("e1")
                .build();
        try (AuthFixture node = node(file(jwk), "")) {
            JWSHeader header = new JWSHeader.Builder(JWSAlgorithm.EdDSA)
                    .keyID("e1")
                    .criticalParams(Set.of("policy"))
                    .customParam("policy", "only on Sundays")
                    .build();
            SignedJWT unsigned = new SignedJWT(header, claims(node, "worker-7").build());
            Signature signature = Signature.getInstance("Ed25519");
            signature.initSign(pair.getPrivate());
            signature.update(unsigned.getSigningInput());
            String signingInput = new String(unsigned.getSigningInput(), StandardCharsets.US_ASCII);

            assertThat(node.verify(signingInput + "." + Base64URL.encode(signature.sign())))
                    .isEqualTo(new Rejected(Reason.FOREIGN));
        }
    }

    @Test
    void refusesAnotherKeyAnotherAudienceAndAnUnknownIssuer() throws Exception {
        ECKey key = new ECKeyGenerator(Curve.P_256).keyID("k1").generate();
        ECKey other = new ECKeyGenerator(Curve.P_256).keyID("k1").generate();
        try (AuthFixture node = node(file(key), "parley")) {
            JWTClaimsSet.Builder right = claims(node, "worker-7").audience("parley");

            assertThat(node.verify(token(key, right))).isInstanceOf(Verified.class);
            assertThat(node.verify(token(other, right))).isEqualTo(new Rejected(Reason.FOREIGN));
            assertThat(node.verify(token(key, claims(node, "worker-7").audience("mail"))))
                    .isEqualTo(new Rejected(Reason.FOREIGN));
            assertThat(node.verify(token(key, claims(node, "worker-7")))).isEqualTo(new Rejected(Reason.FOREIGN));
            assertThat(node.verify(token(
                            key, claims(node, "worker-7").audience("parley").issuer("https://x.example"))))
                    .isEqualTo(new Rejected(Reason.FOREIGN));
        }
    }

    @Test
    void refusesATokenThatHasExpiredOrNeverDoes() throws Exception {
        ECKey key = new ECKeyGenerator(Curve.P_256).keyID("k1").generate();
        try (AuthFixture node = node(file(key), "")) {
            Date past = Date.from(node.clock.instant().minus(Duration.ofMinutes(1)));

            assertThat(node.verify(token(key, claims(node, "worker-7").expirationTime(past))))
                    .isEqualTo(new Rejected(Reason.EXPIRED));
            assertThat(node.verify(token(key, claims(node, "worker-7").expirationTime(null))))
                    .isEqualTo(new Rejected(Reason.MALFORMED));
        }
    }

    @Test
    void refusesATokenThatLastsLongerThanRevocationsDo() throws Exception {
        ECKey key = new ECKeyGenerator(Curve.P_256).keyID("k1").generate();
        try (AuthFixture node = node(file(key), "")) {
            JWTClaimsSet.Builder claims = claims(node, "worker-7");

            assertThat(node.verify(token(key, claims.expirationTime(in(node, Duration.ofHours(24))))))
                    .isInstanceOf(Verified.class);
            assertThat(node.verify(token(key, claims.expirationTime(in(node, Duration.ofHours(25))))))
                    .isEqualTo(new Rejected(Reason.LASTS_TOO_LONG));
        }
    }

    @Test
    void keepsADeviceSignedOutUntilItsTokenEnds() throws Exception {
        ECKey key = new ECKeyGenerator(Curve.P_256).keyID("k1").generate();
        try (AuthFixture node = node(file(key), "")) {
            JWTClaimsSet.Builder claims = claims(node, "worker-7").claim("device", "phone-1");
            String token = token(key, claims.expirationTime(in(node, Duration.ofHours(24))));
            Principal phone = principal(node, token);
            AuthFixture.join(node.auth.sessions().end(phone.user(), phone.device()));

            node.clock.advance(Duration.ofHours(24).minusSeconds(1));
            node.awaitPolls();

            assertThat(node.verify(token)).isEqualTo(new Rejected(Reason.REVOKED));
        }
    }

    @Test
    void acceptsATokenThatItsIssuerSignedAfterTheSigningOut() throws Exception {
        ECKey key = new ECKeyGenerator(Curve.P_256).keyID("k1").generate();
        try (AuthFixture node = node(file(key), "")) {
            JWTClaimsSet.Builder claims = claims(node, "worker-7").claim("device", "phone-1");
            Principal phone = principal(node, token(key, claims));
            AuthFixture.join(node.auth.sessions().end(phone.user(), phone.device()));

            node.clock.advance(Duration.ofMinutes(1));
            String before = token(key, claims.issueTime(in(node, Duration.ofMinutes(-1))));
            String after = token(key, claims.issueTime(in(node, Duration.ZERO)));

            assertThat(node.verify(before)).isEqualTo(new Rejected(Reason.REVOKED));
            assertThat(node.verify(after)).isInstanceOf(Verified.class);
            AuthFixture.join(node.auth.sessions().end(phone.user(), phone.device()));
            assertThat(node.verify(after)).isEqualTo(new Rejected(Reason.REVOKED));
        }
    }

    @Test
    void takesTheDeviceFromTheTokenIfItNamesOne() throws Exception {
        ECKey key = new ECKeyGenerator(Curve.P_256).keyID("k1").generate();
        try (AuthFixture node = node(file(key), "")) {
            Principal named =
                    principal(node, token(key, claims(node, "worker-7").claim("device", "phone-1")));
            Principal one = principal(node, token(key, claims(node, "worker-7").jwtID("1")));
            Principal two = principal(node, token(key, claims(node, "worker-7").jwtID("2")));

            assertThat(named.device()).isEqualTo(new DeviceId("phone-1"));
            assertThat(one.device()).isNotEqualTo(two.device());
            assertThat(one.user()).isEqualTo(two.user());
        }
    }

    @Test
    void fetchesKeysAgainForAnUnknownOneButNotForEach() throws Exception {
        ECKey old = new ECKeyGenerator(Curve.P_256).keyID("old").generate();
        ECKey fresh = new ECKeyGenerator(Curve.P_256).keyID("fresh").generate();
        AtomicInteger fetches = new AtomicInteger();
        HttpServer keys = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        keys.createContext("/keys", exchange -> {
            byte[] body = new JWKSet(fetches.getAndIncrement() == 0 ? List.of((JWK) old) : List.of(old, fresh))
                    .toString()
                    .getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        keys.start();
        try (AuthFixture node = node("http://127.0.0.1:" + keys.getAddress().getPort() + "/keys", "")) {
            assertThat(node.verify(token(old, claims(node, "worker-7")))).isInstanceOf(Verified.class);
            assertThat(node.verify(token(fresh, claims(node, "worker-7")))).isInstanceOf(Verified.class);
            for (int i = 0; i < 20; i++) {
                ECKey unknown =
                        new ECKeyGenerator(Curve.P_256).keyID("unknown" + i).generate();
                assertThat(node.verify(token(unknown, claims(node, "worker-7"))))
                        .isEqualTo(new Rejected(Reason.FOREIGN));
            }

            assertThat(fetches.get()).isLessThanOrEqualTo(3);
        } finally {
            keys.stop(0);
        }
    }

    @Test
    void tellsNothingWhileTheKeysCannotBeFetched() throws Exception {
        ECKey key = new ECKeyGenerator(Curve.P_256).keyID("k1").generate();
        HttpServer taken = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        int unused = taken.getAddress().getPort();
        taken.stop(0);
        try (AuthFixture node = node("http://127.0.0.1:" + unused + "/keys", "")) {
            assertThatThrownBy(() -> node.verify(token(key, claims(node, "worker-7"))))
                    .isInstanceOf(StoreUnavailable.class);
        }
    }

    private AuthFixture node(String keys, String audience) {
        return new AuthFixture("parley.gateway.auth.teams = [{ issuer = \"" + ISSUER + "\", keys = \"" + keys
                + "\", audience = \"" + audience + "\" }]");
    }

    private String file(JWK key) throws Exception {
        Path file = folder.resolve("keys.json");
        Files.writeString(file, new JWKSet(key.toPublicJWK()).toString());
        return file.toString();
    }

    private static JWTClaimsSet.Builder claims(AuthFixture node, String subject) {
        return new JWTClaimsSet.Builder()
                .issuer(ISSUER)
                .subject(subject)
                .claim("name", "Wor Ker")
                .expirationTime(Date.from(node.clock.instant().plus(Duration.ofMinutes(5))));
    }

    private static Date in(AuthFixture node, Duration duration) {
        return Date.from(node.clock.instant().plus(duration));
    }

    private static String token(ECKey key, JWTClaimsSet.Builder claims) throws Exception {
        SignedJWT token = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.ES256).keyID(key.getKeyID()).build(), claims.build());
        token.sign(new ECDSASigner(key));
        return token.serialize();
    }

    private static Principal principal(AuthFixture node, String token) {
        return ((Verified) node.verify(token)).principal();
    }
}
