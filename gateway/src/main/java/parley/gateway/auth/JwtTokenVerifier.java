package parley.gateway.auth;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jwt.JWT;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.JWTParser;
import com.nimbusds.jwt.SignedJWT;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import parley.engine.account.StoreUnavailable;
import parley.engine.id.DeviceId;
import parley.engine.id.TenantId;
import parley.engine.id.UserId;

/**
 * Verifies our own tokens in the calling thread, and those of teams on threads that may wait for their keys. Which keys and which
 * algorithm are good follows from the issuer that the token names, never from the token's own header.
 */
final class JwtTokenVerifier implements TokenVerifier {

    /** Longer ones are nobody's. */
    static final int TOKEN_CHARS_MAX = 8_192;

    /** Claim with which a team may name the device; without it every token is a device. */
    static final String TEAM_DEVICE = "device";

    private final AuthSettings.Tokens settings;
    private final SigningKeyRing keys;
    private final Map<String, TeamIssuer> teams;
    private final ForeignUsers foreignUsers;
    private final ProvenTokens proven;
    private final RevocationList revocations;
    private final Clock clock;
    private final BoundedThreads threads;

    JwtTokenVerifier(
            AuthSettings.Tokens settings,
            SigningKeyRing keys,
            Foreign foreign,
            ProvenTokens proven,
            RevocationList revocations,
            Clock clock) {
        this.settings = settings;
        this.keys = keys;
        this.teams = foreign.teams();
        this.foreignUsers = foreign.users();
        this.threads = foreign.threads();
        this.proven = proven;
        this.revocations = revocations;
        this.clock = clock;
    }

    /** What tokens of others need. */
    record Foreign(Map<String, TeamIssuer> teams, ForeignUsers users, BoundedThreads threads) {}

    @Override
    public CompletionStage<Verification> verify(String token) {
        if (token.length() > TOKEN_CHARS_MAX) {
            return rejected(Reason.MALFORMED);
        }
        try {
            JWT parsed = JWTParser.parse(token);
            if (!(parsed instanceof SignedJWT signed)) {
                return rejected(Reason.FOREIGN);
            }
            JWTClaimsSet claims = signed.getJWTClaimsSet();
            String issuer = claims.getIssuer();
            if (settings.issuer().equals(issuer)) {
                return CompletableFuture.completedFuture(verifyOwn(token, signed, claims));
            }
            TeamIssuer team = issuer == null ? null : teams.get(issuer);
            return team == null ? rejected(Reason.FOREIGN) : verifyForeign(team, signed, claims);
        } catch (ParseException | IllegalArgumentException malformed) {
            return rejected(Reason.MALFORMED);
        }
    }

    private Verification verifyOwn(String text, SignedJWT token, JWTClaimsSet claims) throws ParseException {
        String keyId = token.getHeader().getKeyID();
        Optional<JWSVerifier> key = keyId == null ? Optional.empty() : keys.verifier(keyId);
        boolean genuine = key.isPresent()
                && JWSAlgorithm.ES256.equals(token.getHeader().getAlgorithm())
                && proven.isGood(text, () -> signedBy(key.get(), token))
                && claims.getAudience().contains(settings.audience());
        if (!genuine) {
            return new Rejected(Reason.FOREIGN);
        }
        String user = claims.getSubject();
        String device = claims.getStringClaim(AccessTokens.DEVICE);
        String tenant = claims.getStringClaim(AccessTokens.TENANT);
        if (user == null || device == null || tenant == null) {
            return new Rejected(Reason.MALFORMED);
        }
        Verification alive = alive(new UserId(TenantId.of(tenant), user), new DeviceId(device), claims);
        boolean revoked = alive instanceof Verified verified
                && revocations.isRevoked(
                        verified.principal().user(), verified.principal().device());
        return revoked ? new Rejected(Reason.REVOKED) : alive;
    }

    private static boolean signedBy(JWSVerifier key, SignedJWT token) {
        try {
            return token.verify(key);
        } catch (JOSEException unsuitable) {
            return false;
        }
    }

    private CompletionStage<Verification> verifyForeign(TeamIssuer team, SignedJWT token, JWTClaimsSet claims) {
        return threads.submit(() -> checkForeign(team, token, claims)).thenCompose(verification -> {
            if (!(verification instanceof Verified verified)) {
                return CompletableFuture.completedFuture(verification);
            }
            UserId user = verified.principal().user();
            return foreignUsers.ensure(user, shownName(claims)).thenApply(done -> verification);
        });
    }

    private Verification checkForeign(TeamIssuer team, SignedJWT token, JWTClaimsSet claims) {
        try {
            List<String> audience = claims.getAudience();
            if (!team.signed(token) || !team.addresses(audience == null ? List.of() : audience)) {
                return new Rejected(Reason.FOREIGN);
            }
        } catch (KeySourceException away) {
            throw new StoreUnavailable("keys of issuer " + team.issuer(), away);
        }
        String subject = claims.getSubject();
        if (subject == null || subject.isEmpty()) {
            return new Rejected(Reason.MALFORMED);
        }
        UserId user = ForeignUsers.id(TenantId.DEFAULT, team.issuer(), subject);
        Verification alive = alive(user, teamDevice(token, claims), claims);
        return alive instanceof Verified verified ? stillGood(verified, claims) : alive;
    }

    /** A revocation is remembered for as long as a team's tokens may last, so those that last longer are not taken. */
    private Verification stillGood(Verified verified, JWTClaimsSet claims) {
        Principal principal = verified.principal();
        Instant lastMoment = clock.instant().plus(settings.teamLifeMax()).plus(settings.clockSkew());
        if (principal.expiresAt().isAfter(lastMoment)) {
            return new Rejected(Reason.LASTS_TOO_LONG);
        }
        Instant issuedAt = instant(claims.getIssueTime());
        Instant notAfter = issuedAt == null ? Instant.EPOCH : issuedAt.minus(settings.clockSkew());
        return revocations.wasRevokedSince(notAfter, principal.user(), principal.device())
                ? new Rejected(Reason.REVOKED)
                : verified;
    }

    private static DeviceId teamDevice(SignedJWT token, JWTClaimsSet claims) {
        Object named = claims.getClaim(TEAM_DEVICE);
        if (named instanceof String name) {
            try {
                return new DeviceId(name);
            } catch (IllegalArgumentException unsuitable) {
                return ForeignUsers.device(name);
            }
        }
        return ForeignUsers.device(token.serialize());
    }

    private static String shownName(JWTClaimsSet claims) {
        return claims.getClaim("name") instanceof String name ? name : "";
    }

    private Verification alive(UserId user, DeviceId device, JWTClaimsSet claims) {
        Instant now = clock.instant();
        Duration skew = settings.clockSkew();
        Instant expiresAt = instant(claims.getExpirationTime());
        Instant notBefore = instant(claims.getNotBeforeTime());
        if (expiresAt == null) {
            return new Rejected(Reason.MALFORMED);
        }
        boolean early = notBefore != null && now.plus(skew).isBefore(notBefore);
        if (early || !now.isBefore(expiresAt.plus(skew))) {
            return new Rejected(Reason.EXPIRED);
        }
        return new Verified(new Principal(user, device, expiresAt));
    }

    private static @Nullable Instant instant(@Nullable Date date) {
        return date == null ? null : date.toInstant();
    }

    private static CompletionStage<Verification> rejected(Reason reason) {
        return CompletableFuture.completedFuture(new Rejected(reason));
    }
}
