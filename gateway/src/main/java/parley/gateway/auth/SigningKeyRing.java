package parley.gateway.auth;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import parley.engine.account.SigningKeys;
import parley.engine.account.SigningKeys.StoredKey;

/**
 * The ES256 keys of this installation, as this node knows them. The first node makes the first key; when the newest is older than
 * its life, some node adds the next, which signs only after every node has had time to read it. Old keys go on verifying until
 * they are forgotten. Thread-safe; {@link #refresh} is called at start and then now and then.
 */
final class SigningKeyRing {

    private static final Logger log = LoggerFactory.getLogger(SigningKeyRing.class);

    /** From adding a key to signing with it; much longer than the interval between two refreshes. */
    static final Duration ANNOUNCED_BEFORE = Duration.ofMinutes(5);

    /** A key is kept for this many times its life, so it outlives every token that it signed. */
    private static final int KEPT_LIVES = 2;

    /** Adding and reading again once settles any race for a number. */
    private static final int ADD_TRIES_MAX = 3;

    private final SigningKeys store;
    private final KeyBox box;
    private final Duration life;
    private final Clock clock;
    private final SecureRandom random;
    private final Executor executor;
    private volatile List<Key> keys = List.of();
    private volatile Map<String, JWSVerifier> verifiers = Map.of();

    private record Key(StoredKey stored, ECKey pair) {}

    SigningKeyRing(SigningKeys store, KeyBox box, Duration life, AuthWorld world) {
        this.store = store;
        this.box = box;
        this.life = life;
        this.clock = world.clock();
        this.random = world.random();
        this.executor = world.executor();
    }

    /** Reads the keys, and adds one if it is time. Fails, and changes nothing, if the store does not answer or a key stays shut. */
    CompletionStage<Void> refresh() {
        return refresh(ADD_TRIES_MAX);
    }

    private CompletionStage<Void> refresh(int triesLeft) {
        return store.all().thenApplyAsync(this::take, executor).thenCompose(newest -> {
            long now = clock.millis();
            boolean due = newest == null || newest.createdAt() + life.toMillis() <= now;
            if (!due) {
                return CompletableFuture.completedFuture(null);
            }
            if (triesLeft == 0) {
                return CompletableFuture.failedFuture(
                        new IllegalStateException("signing key: none after " + ADD_TRIES_MAX + " tries"));
            }
            return add(newest, now).thenCompose(added -> refresh(triesLeft - 1));
        });
    }

    private CompletionStage<Boolean> add(@Nullable StoredKey newest, long now) {
        int number = newest == null ? 1 : newest.number() + 1;
        long signsFrom = newest == null ? now : now + ANNOUNCED_BEFORE.toMillis();
        return CompletableFuture.supplyAsync(
                        () -> new StoredKey(number, box.close(generate()), now, signsFrom), executor)
                .thenCompose(key -> store.add(key, life.multipliedBy(KEPT_LIVES)))
                .thenApply(added -> {
                    log.info("signing key added number={} first={}", number, added);
                    return added;
                });
    }

    /** Returns the newest key, or null if there is none. */
    private synchronized @Nullable StoredKey take(List<StoredKey> stored) {
        Map<StoredKey, ECKey> open = new HashMap<>();
        keys.forEach(key -> open.put(key.stored(), key.pair()));
        List<Key> read = stored.stream()
                .sorted(Comparator.comparingInt(StoredKey::number))
                .map(key -> new Key(key, open.computeIfAbsent(key, shut -> box.open(shut.text()))))
                .toList();
        Map<String, JWSVerifier> byId = new HashMap<>();
        for (Key key : read) {
            byId.put(key.pair().getKeyID(), verifier(key.pair()));
        }
        verifiers = Map.copyOf(byId);
        keys = read;
        return read.isEmpty() ? null : read.get(read.size() - 1).stored();
    }

    /**
     * The key to sign with now.
     *
     * @throws IllegalStateException before the first {@link #refresh} has completed
     */
    ECKey signing() {
        long now = clock.millis();
        Key best = null;
        for (Key key : keys) {
            if (best == null || key.stored().signsFrom() <= now) {
                best = key;
            }
        }
        if (best == null) {
            throw new IllegalStateException("signing keys: none yet (expected: refreshed at start)");
        }
        return best.pair();
    }

    Optional<JWSVerifier> verifier(String keyId) {
        return Optional.ofNullable(verifiers.get(keyId));
    }

    /** The public halves as a JWK set. */
    String jwks() {
        List<JWK> all = keys.stream().map(key -> (JWK) key.pair()).toList();
        return new JWKSet(all).toString(true);
    }

    private ECKey generate() {
        try {
            return new ECKeyGenerator(Curve.P_256)
                    .keyUse(KeyUse.SIGNATURE)
                    .algorithm(JWSAlgorithm.ES256)
                    .keyIDFromThumbprint(true)
                    .secureRandom(random)
                    .generate();
        } catch (JOSEException impossible) {
            throw new IllegalStateException("signing key cannot be generated", impossible);
        }
    }

    private static JWSVerifier verifier(ECKey key) {
        try {
            return new ECDSAVerifier(key.toPublicJWK());
        } catch (JOSEException broken) {
            throw new IllegalStateException("signing key of an unexpected kind: " + key.getKeyID(), broken);
        }
    }
}
