package parley.gateway.auth;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Map;
import java.util.function.BooleanSupplier;
import parley.engine.limit.LimitReached;

/**
 * Tokens whose signature was found to be good, so that whoever comes back with the same one, or sends it with each request, costs a
 * hash instead of a signature's check. Of the token only its SHA-256 is kept; it covers the header and with it the key's name, which is
 * the key's own hash. Nothing else that makes a token good is remembered: its expiry, its audience and whether it was revoked are looked
 * at each time. Of more than a maximum, the one not seen for longest is forgotten. Thread-safe.
 */
final class ProvenTokens {

    private static final String TOKENS = "parley.auth.tokens";

    private final Map<Fingerprint, Boolean> proven;
    private final Counter remembered;
    private final Counter checked;

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

    ProvenTokens(int max, MeterRegistry meters) {
        proven = new LruMap<>(max, LimitReached.counter(meters, "parley.gateway.auth.tokens.proven-max"));
        remembered = meters.counter(TOKENS, "signature", "remembered");
        checked = meters.counter(TOKENS, "signature", "checked");
    }

    /** Whether the token's signature is good; {@code check} finds out about one that is not known, in the calling thread. */
    boolean isGood(String token, BooleanSupplier check) {
        Fingerprint fingerprint = Fingerprint.of(token);
        synchronized (proven) {
            if (proven.get(fingerprint) != null) {
                remembered.increment();
                return true;
            }
        }
        checked.increment();
        if (!check.getAsBoolean()) {
            return false;
        }
        synchronized (proven) {
            proven.put(fingerprint, true);
        }
        return true;
    }
}
