package parley.gateway.auth;

import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import parley.engine.id.UserId;
import parley.engine.limit.LimitReached;
import parley.gateway.wire.ErrorCode;

/**
 * How often an address may sign up, try to log in or exchange tokens, how often a name may be tried, and how much a user may ask, and how often change their profile. Counted by each node for itself. Of more
 * than {@code buckets-max} addresses or names, those not heard of for longest begin anew. Thread-safe.
 */
public final class RateLimits {

    private static final String SETTINGS = "parley.gateway.auth.limits.";

    private final Buckets signUps;
    private final Buckets logInsByAddress;
    private final Buckets logInsByName;
    private final Buckets refreshes;
    private final Buckets requests;
    private final Buckets profileChanges;

    RateLimits(AuthSettings.Limits settings, MeterRegistry meters) {
        signUps = new Buckets(settings.signUpsPerAddress(), settings.bucketsMax(), "sign-ups-per-address", meters);
        logInsByAddress =
                new Buckets(settings.logInsPerAddress(), settings.bucketsMax(), "log-ins-per-address", meters);
        logInsByName = new Buckets(settings.logInsPerName(), settings.bucketsMax(), "log-ins-per-name", meters);
        refreshes = new Buckets(settings.refreshesPerAddress(), settings.bucketsMax(), "refreshes-per-address", meters);
        requests = new Buckets(settings.requestsPerUser(), settings.bucketsMax(), "requests-per-user", meters);
        profileChanges = new Buckets(
                settings.profileChangesPerUser(), settings.bucketsMax(), "profile-changes-per-user", meters);
    }

    /** @throws RequestRefused if the address signs up too often */
    void signUp(String address) {
        signUps.take(address);
    }

    /** @throws RequestRefused if the address tries too often, or somebody tries the name too often */
    void logIn(String address, String name) {
        logInsByAddress.take(address);
        logInsByName.take(name);
    }

    /**
     * Counts an exchange of tokens.
     *
     * @throws RequestRefused if the address exchanges too often
     */
    public void refresh(String address) {
        refreshes.take(address);
    }

    /**
     * Counts a request of a user.
     *
     * @throws RequestRefused if the user asks for too much
     */
    public void request(UserId user) {
        requests.take(user.key());
    }

    /**
     * Counts a change of a user's profile, of which many others are told.
     *
     * @throws RequestRefused if the user changes it too often
     */
    public void profileChange(UserId user) {
        profileChanges.take(user.key());
    }

    private static final class Buckets {

        private final AuthSettings.Rate rate;
        private final Map<String, Bucket> byKey;

        private final Counter limited;

        Buckets(AuthSettings.Rate rate, int max, String setting, MeterRegistry meters) {
            this.rate = rate;
            limited = LimitReached.counter(meters, SETTINGS + setting);
            byKey = new LruMap<>(max, LimitReached.counter(meters, SETTINGS + "buckets-max"));
        }

        void take(String key) {
            Bucket bucket;
            synchronized (byKey) {
                bucket = byKey.computeIfAbsent(key, unknown -> create());
            }
            ConsumptionProbe probe = bucket.tryConsumeAndReturnRemaining(1);
            if (!probe.isConsumed()) {
                limited.increment();
                long waitMs = TimeUnit.NANOSECONDS.toMillis(probe.getNanosToWaitForRefill()) + 1;
                throw new RequestRefused(ErrorCode.RATE_LIMITED, "too many tries: wait a little", waitMs);
            }
        }

        private Bucket create() {
            return Bucket.builder()
                    .addLimit(
                            limit -> limit.capacity(rate.burst()).refillGreedy(rate.perMinute(), Duration.ofMinutes(1)))
                    .build();
        }
    }
}
