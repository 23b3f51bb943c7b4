package parley.gateway.auth;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import parley.engine.id.DeviceId;
import parley.engine.id.UserId;

/**
 * Issues access tokens: JWTs signed with ES256. Their lives differ by chance, so that the devices that came back together after an
 * outage do not all ask for new tokens together. Thread-safe; a token costs a fraction of a millisecond.
 */
final class AccessTokens {

    static final String DEVICE = "did";
    static final String TENANT = "tid";

    private final AuthSettings.Tokens settings;
    private final SigningKeyRing keys;
    private final Clock clock;
    private final RandomIds ids;

    AccessTokens(AuthSettings.Tokens settings, SigningKeyRing keys, Clock clock, RandomIds ids) {
        this.settings = settings;
        this.keys = keys;
        this.clock = clock;
        this.ids = ids;
    }

    AccessToken issue(UserId user, DeviceId device) {
        Instant now = clock.instant();
        Instant expiresAt = now.plus(life());
        JWTClaimsSet claims = new JWTClaimsSet.Builder()
                .issuer(settings.issuer())
                .audience(settings.audience())
                .subject(user.local())
                .claim(DEVICE, device.value())
                .claim(TENANT, user.tenant().value())
                .jwtID(ids.tokenId())
                .issueTime(Date.from(now))
                .expirationTime(Date.from(expiresAt))
                .build();
        ECKey key = keys.signing();
        SignedJWT token = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.ES256)
                        .type(JOSEObjectType.JWT)
                        .keyID(key.getKeyID())
                        .build(),
                claims);
        try {
            token.sign(new ECDSASigner(key));
        } catch (JOSEException broken) {
            throw new IllegalStateException("access token cannot be signed by key " + key.getKeyID(), broken);
        }
        // In the token the time is in whole seconds.
        return new AccessToken(token.serialize(), Instant.ofEpochSecond(expiresAt.getEpochSecond()));
    }

    private Duration life() {
        long off = (long) (settings.access().toMillis() * settings.jitter() * ids.fraction());
        return settings.access().minusMillis(off);
    }
}
