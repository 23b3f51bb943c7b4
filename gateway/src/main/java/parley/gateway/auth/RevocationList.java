package parley.gateway.auth;

import io.micrometer.core.instrument.Counter;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
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
import parley.engine.limit.LimitReached;

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
    private final Kept kept;
    private final Clock clock;
    private final Counter overflow;
    private final Map<Key, Long> revokedAt = new ConcurrentHashMap<>();
    private final List<Listener> listeners = new CopyOnWriteArrayList<>();
    private volatile long polledAt;

    private record Key(UserId user, DeviceId device) {}

    /** For how long: no less than an access token is good, clock skew included, of our own or of a team. */
    record Kept(Duration own, Duration team) {

        static Kept of(AuthSettings.Tokens tokens) {
            Duration skew = tokens.clockSkew().multipliedBy(2);
            return new Kept(
                    tokens.access().plus(skew).plus(OVERLAP),
                    tokens.teamLifeMax().plus(skew).plus(OVERLAP));
        }

        private Duration of(UserId user) {
            return ForeignUsers.isOne(user) ? team : own;
        }
    }

    RevocationList(RevokedDevices store, Kept kept, AuthWorld world) {
        this.store = store;
        this.kept = kept;
        this.clock = world.clock();
        this.overflow = LimitReached.counter(world.meters(), "RevocationList.REVOKED_MAX");
        this.polledAt = clock.millis() - kept.team().toMillis();
    }

    /** Completes when every node will hear of it; this one knows already. */
    CompletionStage<Void> revoke(UserId user, DeviceId device) {
        Revoked revoked = new Revoked(user, device, clock.millis());
        return store.add(revoked, kept.of(user)).thenRun(() -> {
            log.info("device revoked user={} device={}", user, device);
            take(revoked);
        });
    }

    boolean isRevoked(UserId user, DeviceId device) {
        return revokedAt.containsKey(new Key(user, device));
    }

    /** As {@link #isRevoked}, but for what was issued later: a team may sign in a device of the same name again. */
    boolean wasRevokedSince(Instant issuedAt, UserId user, DeviceId device) {
        Long at = revokedAt.get(new Key(user, device));
        return at != null && issuedAt.toEpochMilli() <= at;
    }

    /** Hears of what other nodes revoked. Fails, and changes nothing, if the store does not answer. */
    CompletionStage<Void> poll() {
        long now = clock.millis();
        return store.since(polledAt - OVERLAP.toMillis(), now, REVOKED_MAX).thenAccept(revoked -> {
            revoked.forEach(this::take);
            polledAt = now;
            revokedAt
                    .entrySet()
                    .removeIf(entry -> entry.getValue()
                            < now - kept.of(entry.getKey().user()).toMillis());
        });
    }

    private void take(Revoked revoked) {
        Key key = new Key(revoked.user(), revoked.device());
        Long before = revokedAt.get(key);
        if (before == null && revokedAt.size() >= REVOKED_MAX) {
            overflow.increment();
            log.warn("revocations overflow kept={}", REVOKED_MAX);
            return;
        }
        revokedAt.merge(key, revoked.at(), Math::max);
        if (before == null || before < revoked.at()) {
            listeners.forEach(listener -> listener.revoked(revoked.user(), revoked.device()));
        }
    }

    @Override
    public void subscribe(Listener listener) {
        listeners.add(listener);
    }
}
