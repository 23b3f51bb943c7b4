package parley.gateway.auth;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import parley.engine.account.RevokedDevices;
import parley.engine.account.RevokedDevices.Revoked;
import parley.engine.id.DeviceId;
import parley.engine.id.UserId;

/**
 * The devices revoked lately, in memory: what this node revoked at once, what others did after the next poll. A device is kept
 * until every access token it may hold has expired. Thread-safe; {@link #poll} must not run twice at once.
 */
final class RevocationList implements Revocations {

    private static final Logger log = LoggerFactory.getLogger(RevocationList.class);

    /** More than this at once are not read, or kept: an installation that revokes 100 devices a second is under attack. */
    static final int REVOKED_MAX = 100_000;

    /** How far the clocks of two nodes may be apart. */
    private static final Duration OVERLAP = Duration.ofMinutes(1);

    private final RevokedDevices store;
    private final Duration kept;
    private final Clock clock;
    private final Map<Key, Long> revokedAt = new ConcurrentHashMap<>();
    private final List<Listener> listeners = new CopyOnWriteArrayList<>();
    private volatile long polledAt;

    private record Key(UserId user, DeviceId device) {}

    /** {@code kept}: longer than an access token is good, clock skew included. */
    RevocationList(RevokedDevices store, Duration kept, Clock clock) {
        this.store = store;
        this.kept = kept.plus(OVERLAP);
        this.clock = clock;
        this.polledAt = clock.millis() - this.kept.toMillis();
    }

    /** Completes when every node will hear of it; this one knows already. */
    CompletionStage<Void> revoke(UserId user, DeviceId device) {
        Revoked revoked = new Revoked(user, device, clock.millis());
        return store.add(revoked, kept).thenRun(() -> {
            log.info("device revoked user={} device={}", user, device);
            take(revoked);
        });
    }

    boolean isRevoked(UserId user, DeviceId device) {
        return revokedAt.containsKey(new Key(user, device));
    }

    /** Hears of what other nodes revoked. Fails, and changes nothing, if the store does not answer. */
    CompletionStage<Void> poll() {
        long now = clock.millis();
        return store.since(polledAt - OVERLAP.toMillis(), now, REVOKED_MAX).thenAccept(revoked -> {
            revoked.forEach(this::take);
            polledAt = now;
            long forgotten = now - kept.toMillis();
            revokedAt.values().removeIf(at -> at < forgotten);
        });
    }

    private void take(Revoked revoked) {
        if (revokedAt.size() >= REVOKED_MAX) {
            log.warn("revocations overflow kept={}", REVOKED_MAX);
            return;
        }
        Key key = new Key(revoked.user(), revoked.device());
        if (revokedAt.putIfAbsent(key, revoked.at()) == null) {
            listeners.forEach(listener -> listener.revoked(revoked.user(), revoked.device()));
        }
    }

    @Override
    public void subscribe(Listener listener) {
        listeners.add(listener);
    }
}
