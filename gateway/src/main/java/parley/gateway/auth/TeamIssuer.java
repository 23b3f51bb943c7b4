package parley.gateway.auth;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKMatcher;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.jwk.source.RateLimitReachedException;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.DefaultResourceRetriever;
import com.nimbusds.jwt.SignedJWT;
import java.io.File;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URI;
import java.text.ParseException;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * A team that signs tokens for users of its own. Its keys are read from a file once, or from an address: cached, fetched again
 * when a token names an unknown key (not more often than {@link #REFETCH_MIN}), and used on while the address is away.
 * Thread-safe; {@link #signed} may block for the two time-outs of a fetch.
 */
final class TeamIssuer {

    static final Duration REFETCH_MIN = Duration.ofSeconds(30);

    private static final Set<JWSAlgorithm> ALGORITHMS =
            Set.of(JWSAlgorithm.ES256, JWSAlgorithm.EdDSA, JWSAlgorithm.Ed25519);
    private static final int CONNECT_TIMEOUT_MS = 2_000;
    private static final int READ_TIMEOUT_MS = 3_000;
    private static final int JWKS_BYTES_MAX = 256 * 1024;
    private static final Duration CACHED_FOR = Duration.ofMinutes(15);
    private static final Duration WAITED_FOR = Duration.ofSeconds(6);
    private static final Duration OUTAGE_MAX = Duration.ofHours(12);

    private final AuthSettings.Team team;
    private final JWKSource<SecurityContext> keys;

    private TeamIssuer(AuthSettings.Team team, JWKSource<SecurityContext> keys) {
        this.team = team;
        this.keys = keys;
    }

    /** @throws IllegalArgumentException if the key file cannot be read or the address is none */
    static TeamIssuer of(AuthSettings.Team team) {
        try {
            boolean remote = team.keys().startsWith("https://") || team.keys().startsWith("http://");
            return new TeamIssuer(
                    team, remote ? remote(team.keys()) : new ImmutableJWKSet<>(JWKSet.load(new File(team.keys()))));
        } catch (IOException | ParseException unreadable) {
            throw new IllegalArgumentException(
                    "keys of issuer " + team.issuer() + " cannot be read: " + team.keys(), unreadable);
        }
    }

    private static JWKSource<SecurityContext> remote(String address) throws MalformedURLException {
        return JWKSourceBuilder.create(
                        URI.create(address).toURL(),
                        new DefaultResourceRetriever(CONNECT_TIMEOUT_MS, READ_TIMEOUT_MS, JWKS_BYTES_MAX))
                .cache(CACHED_FOR.toMillis(), WAITED_FOR.toMillis())
                .rateLimited(REFETCH_MIN.toMillis())
                .outageTolerant(OUTAGE_MAX.toMillis())
                .build();
    }

    String issuer() {
        return team.issuer();
    }

    boolean addresses(List<String> audience) {
        return team.audience().isEmpty() || audience.contains(team.audience());
    }

    /**
     * Whether one of the team's keys signed the token, with an algorithm that is allowed.
     *
     * @throws KeySourceException if there are no keys, because the address does not answer
     */
    boolean signed(SignedJWT token) throws KeySourceException {
        if (!ALGORITHMS.contains(token.getHeader().getAlgorithm())) {
            return false;
        }
        JWKMatcher matcher =
                new JWKMatcher.Builder().keyID(token.getHeader().getKeyID()).build();
        try {
            return keys.get(new JWKSelector(matcher), null).stream().anyMatch(key -> verifies(key, token));
        } catch (RateLimitReachedException unknownKey) {
            return false;
        }
    }

    private static boolean verifies(JWK key, SignedJWT token) {
        if (key instanceof OctetKeyPair pair) {
            return Ed25519Check.verify(token, pair);
        }
        try {
            return key instanceof ECKey pair
                    && Curve.P_256.equals(pair.getCurve())
                    && JWSAlgorithm.ES256.equals(token.getHeader().getAlgorithm())
                    && token.verify(new ECDSAVerifier(pair));
        } catch (JOSEException otherKind) {
            return false;
        }
    }
}
