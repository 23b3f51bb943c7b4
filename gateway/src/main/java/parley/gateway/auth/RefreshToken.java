package parley.gateway.auth;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import parley.engine.account.RefreshState;
import parley.engine.id.DeviceId;
import parley.engine.id.TenantId;
import parley.engine.id.UserId;

/**
 * A refresh token: {@code tenant.user.device.generation.family.proof}.
 *
 * <p>The family is a secret that all tokens of a device share; only its hash is stored. The proof is an HMAC of family and
 * generation under a salt that only the store has. So who reads the store can make no token (the family is missing), and who holds
 * an old token cannot make the next (the salt is missing); yet any token that was ever issued can be told from one that was made
 * up, and a generation's token can be issued again to a client that did not get the answer.
 */
record RefreshToken(UserId user, DeviceId device, long generation, String family, String proof) {

    private static final int PARTS = 6;
    private static final int CHARS_MAX = 512;
    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

    static RefreshToken issue(UserId user, DeviceId device, String family, RefreshState state) {
        String proof = proof(device, state.generation(), family, state.salt());
        return new RefreshToken(user, device, state.generation(), family, proof);
    }

    /** Empty if the text is not of this form. */
    static Optional<RefreshToken> parse(String text) {
        String[] parts = text.length() > CHARS_MAX ? new String[0] : text.split("\\.", -1);
        if (parts.length != PARTS) {
            return Optional.empty();
        }
        try {
            UserId user = new UserId(TenantId.of(parts[0]), parts[1]);
            return Optional.of(
                    new RefreshToken(user, new DeviceId(parts[2]), Long.parseLong(parts[3]), parts[4], parts[5]));
        } catch (IllegalArgumentException malformed) {
            return Optional.empty();
        }
    }

    /** Whether this is a token that was issued for the device, now or earlier. */
    boolean isGenuine(RefreshState state) {
        boolean sameFamily = equal(hash(family), state.familyHash());
        boolean sameProof = equal(proof(device, generation, family, state.salt()), proof);
        return sameFamily && sameProof && state.generation() > 0;
    }

    String text() {
        return String.join(
                ".", user.tenant().value(), user.local(), device.value(), Long.toString(generation), family, proof);
    }

    static String hash(String family) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            return BASE64.encodeToString(digest.digest(family.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("SHA-256 is missing", impossible);
        }
    }

    private static String proof(DeviceId device, long generation, String family, String salt) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            // A device without refresh tokens has no salt, and an HMAC no empty key.
            mac.init(new SecretKeySpec(("s" + salt).getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            String signed = device.value() + "." + generation + "." + family;
            return BASE64.encodeToString(mac.doFinal(signed.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("HmacSHA256 is missing", impossible);
        }
    }

    private static boolean equal(String a, String b) {
        return MessageDigest.isEqual(a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String toString() {
        return "RefreshToken[device=" + device + ", generation=" + generation + "]";
    }
}
