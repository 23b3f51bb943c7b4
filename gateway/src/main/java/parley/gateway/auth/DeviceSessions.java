package parley.gateway.auth;

import io.micrometer.core.instrument.Counter;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import parley.engine.Engine;
import parley.engine.account.Account;
import parley.engine.account.Device;
import parley.engine.account.RefreshState;
import parley.engine.id.DeviceId;
import parley.engine.id.UserId;
import parley.engine.session.SessionProtocol;
import parley.gateway.auth.Session.Refresh;
import parley.gateway.wire.ErrorCode;

/**
 * The devices that are signed in, and the refresh tokens that keep them so. A refresh token is good once: it is exchanged for the
 * next. Sent again within the grace (the answer was lost, or two tabs asked at once) it is answered with the same next one; sent
 * again later it was stolen or copied, and the device is revoked. Thread-safe.
 */
public final class DeviceSessions {

    private static final Logger log = LoggerFactory.getLogger(DeviceSessions.class);

    private final Settings settings;
    private final AuthStores stores;
    private final AccessTokens tokens;
    private final RevocationList revocations;
    private final Engine engine;
    private final Counter tooManyDevices;
    private final Clock clock;
    private final RandomIds ids;

    record Settings(Duration refresh, Duration grace, int devicesMax) {}

    /** What it works on. */
    record Parts(
            AuthStores stores,
            AccessTokens tokens,
            RevocationList revocations,
            Engine engine,
            Counter tooManyDevices) {}

    DeviceSessions(Settings settings, Parts parts, Clock clock, RandomIds ids) {
        this.settings = settings;
        this.stores = parts.stores();
        this.tokens = parts.tokens();
        this.revocations = parts.revocations();
        this.engine = parts.engine();
        this.tooManyDevices = parts.tooManyDevices();
        this.clock = clock;
        this.ids = ids;
    }

    long now() {
        return clock.millis();
    }

    /** Signs in a new device; the one idle longest makes room if there are too many. */
    CompletionStage<Session> open(Account account, String deviceName) {
        String family = ids.secret();
        long now = now();
        RefreshState state = new RefreshState(RefreshToken.hash(family), ids.secret(), 1, now);
        Device device = new Device(
                account.user(),
                ids.device(),
                deviceName,
                now,
                now + settings.refresh().toMillis(),
                state);
        return makeRoom(account.user())
                .thenCompose(room -> stores.devices().add(device))
                .thenApply(added -> session(account, device, family));
    }

    private CompletionStage<Void> makeRoom(UserId user) {
        return stores.devices().of(user).thenCompose(all -> {
            // Those that servers made end by themselves soon, and nobody chose them over another.
            List<Device> devices =
                    all.stream().filter(DeviceSessions::canRefresh).toList();
            CompletionStage<Void> done = CompletableFuture.completedFuture(null);
            int tooMany = devices.size() - settings.devicesMax() + 1;
            if (tooMany <= 0) {
                return done;
            }
            tooManyDevices.increment();
            List<Device> idle = devices.stream()
                    .sorted(Comparator.comparingLong(DeviceSessions::usedAt))
                    .limit(tooMany)
                    .toList();
            for (Device device : idle) {
                done = done.thenCompose(before -> end(user, device.device()));
            }
            return done;
        });
    }

    private static boolean canRefresh(Device device) {
        return device.refresh().generation() > 0;
    }

    /** When the device was last heard of, epoch milliseconds. */
    public static long usedAt(Device device) {
        return Math.max(device.createdAt(), device.refresh().rotatedAt());
    }

    /** An access token for a user that a server vouches for: a device of its own, without a refresh token. */
    public CompletionStage<Issued> issue(UserId user, String deviceName) {
        DeviceId id = ids.serverDevice();
        AccessToken token = tokens.issue(user, id);
        Device device =
                new Device(user, id, deviceName, now(), token.expiresAt().toEpochMilli(), RefreshState.NONE);
        return stores.devices().add(device).thenApply(added -> new Issued(id, token));
    }

    /** An access token and the device it was made for. */
    public record Issued(DeviceId device, AccessToken token) {}

    /** Exchanges a refresh token. Fails with {@code unauthenticated} for any that is not good. */
    public CompletionStage<Session> refresh(String refreshToken) {
        RefreshToken token = RefreshToken.parse(refreshToken).orElseThrow(DeviceSessions::notGood);
        return stores.devices().find(token.user(), token.device()).thenCompose(found -> {
            Device device = found.filter(known -> token.isGenuine(known.refresh()) && known.expiresAt() > now())
                    .orElseThrow(DeviceSessions::notGood);
            if (token.generation() != device.refresh().generation()) {
                return again(token, device);
            }
            Device next = rotated(device);
            return stores.devices()
                    .rotate(next, token.generation())
                    .thenCompose(first -> first
                            ? answer(token, next)
                            : stores.devices()
                                    .find(token.user(), token.device())
                                    .thenCompose(now -> again(token, now.orElseThrow(DeviceSessions::notGood))));
        });
    }

    private Device rotated(Device device) {
        long now = now();
        RefreshState was = device.refresh();
        RefreshState state = new RefreshState(was.familyHash(), was.salt(), was.generation() + 1, now);
        long expiresAt = now + settings.refresh().toMillis();
        return new Device(device.user(), device.device(), device.name(), device.createdAt(), expiresAt, state);
    }

    /** The token was exchanged before, at the device's present generation if it is to be excused. */
    private CompletionStage<Session> again(RefreshToken token, Device device) {
        RefreshState state = device.refresh();
        if (token.generation() >= state.generation()) {
            throw new IllegalStateException("refresh token: generation " + token.generation() + " lost to "
                    + state.generation() + " (expected: a later one)");
        }
        boolean excused = token.generation() == state.generation() - 1
                && now() - state.rotatedAt() < settings.grace().toMillis();
        if (excused) {
            return answer(token, device);
        }
        log.warn("refresh token reused user={} device={}", token.user(), token.device());
        return end(token.user(), token.device()).thenApply(ended -> {
            throw notGood();
        });
    }

    private CompletionStage<Session> answer(RefreshToken token, Device device) {
        return stores.accounts().byIds(List.of(token.user())).thenApply(found -> {
            Account account = found.stream().findFirst().orElseThrow(DeviceSessions::notGood);
            return session(account, device, token.family());
        });
    }

    private Session session(Account account, Device device, String family) {
        RefreshToken token = RefreshToken.issue(device.user(), device.device(), family, device.refresh());
        Refresh refresh = new Refresh(token.text(), Instant.ofEpochMilli(device.expiresAt()));
        return new Session(account, device.device(), tokens.issue(device.user(), device.device()), refresh);
    }

    public CompletionStage<List<Device>> of(UserId user) {
        return stores.devices().of(user);
    }

    /** Revokes one of the user's devices. Fails with {@code not_found} if it is none. */
    public CompletionStage<Void> revoke(UserId user, DeviceId device) {
        return stores.devices().find(user, device).thenCompose(found -> {
            if (found.isEmpty()) {
                throw new RequestRefused(ErrorCode.NOT_FOUND, "you have no such device");
            }
            return end(user, device);
        });
    }

    /**
     * Signs a device out: its access tokens are refused everywhere within the poll interval, its connections end, and it cannot
     * refresh. In this order, so that what was asked again after a failure is done completely.
     */
    public CompletionStage<Void> end(UserId user, DeviceId device) {
        return revocations
                .revoke(user, device)
                .thenRun(() -> engine.tell(user, new SessionProtocol.Revoke(user, device)))
                .thenCompose(told -> stores.devices().remove(user, device))
                .thenAccept(removed -> {});
    }

    private static RequestRefused notGood() {
        return new RequestRefused(ErrorCode.UNAUTHENTICATED, "the refresh token is not good (any more): log in");
    }
}
