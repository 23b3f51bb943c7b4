package parley.gateway.auth;

import com.password4j.Argon2Function;
import com.password4j.types.Argon2;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import parley.engine.limit.LimitReached;

/**
 * Hashes and checks passwords with Argon2id on threads of its own: each hash takes tens of milliseconds of a core and some MiB, so
 * only a few run at once and only some wait; beyond that the answer is {@code busy}. Thread-safe.
 */
final class PasswordHasher implements AutoCloseable {

    private static final int HASH_BYTES = 32;
    private static final int PARALLELISM = 1;

    private final Argon2Function argon2;
    private final BoundedThreads threads;
    private final String nobodysHash;

    PasswordHasher(AuthSettings.Passwords settings, MeterRegistry meters) {
        argon2 = Argon2Function.getInstance(
                settings.memoryKib(), settings.iterations(), PARALLELISM, HASH_BYTES, Argon2.ID);
        threads = new BoundedThreads(
                "parley-passwords",
                settings.threads(),
                settings.queue(),
                LimitReached.counter(meters, "parley.gateway.auth.passwords.queue"));
        nobodysHash = argon2.hash("nobody's password").getResult();
    }

    /** Completes with the hash in PHC format. */
    CompletionStage<String> hash(String password) {
        return threads.submit(() -> argon2.hash(password).getResult());
    }

    /** Completes with whether the password is the one that was hashed. Without a hash it costs the same and is not. */
    CompletionStage<Boolean> matches(String password, @Nullable String hash) {
        return threads.submit(() -> {
            String against = hash == null ? nobodysHash : hash;
            boolean same = Argon2Function.getInstanceFromHash(against).check(password, against);
            return same && hash != null;
        });
    }

    @Override
    public void close() {
        threads.close();
    }
}
