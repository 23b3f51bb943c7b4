package parley.gateway.auth;

import io.micrometer.core.instrument.Counter;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Map;
import java.util.function.BooleanSupplier;

/**
 * Tokens whose signature was found to be good, so that whoever comes back with the same one, or sends it with each request, costs a
 * hash instead of a signature's check. Of the token only its SHA-256 is kept; it covers the header and with it the key's name, which is
 * the key's own hash. Nothing else that makes a token good is remembered: its expiry, its audience and whether it was revoked are looked
 * at each time. Of more than a maximum, the one not seen for longest is forgotten. Thread-safe.
 */
final class ProvenTokens {

    private final Map<Fingerprint, Boolean> proven;

    private record Fingerprint(long first, long second, long third, long fourth) {

        static Fingerprint of(String token) {
            try {
                byte[] text = token.getBytes(StandardCharsets.UTF_8);
                ByteBuffer hash =
                        ByteBuffer.wrap(MessageDigest.getInstance("SHA-256").digest(text));
                return new Fingerprint(hash.getLong(), hash.getLong(), hash.getLong(), hash.getLong());
            } catch (NoSuchAlgorithmException missing) {
                throw new IllegalStateException("SHA-256: not there (expected: in every JDK)", missing);
            }
        }
    }

    /** {@code forgotten} counts those for which there was no room any more. */
    ProvenTokens(int max, Counter forgotten) {
        proven = new LruMap<>(max, forgotten);
    }

    /** Whether the token's signature is good; {@code check} finds out about one that is not known, in the calling thread. */
    boolean isGood(String token, BooleanSupplier check) {
        Fingerprint fingerprint = Fingerprint.of(token);
        synchronized (proven) {
            if (proven.get(fingerprint) != null) {
                return true;
            }
        }
        if (!check.getAsBoolean()) {
            return false;
        }
        synchronized (proven) {
            proven.put(fingerprint, true);
        }
        return true;
    }
}
