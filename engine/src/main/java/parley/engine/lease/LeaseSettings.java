package parley.engine.lease;

import com.typesafe.config.Config;
import java.time.Duration;

/**
 * How long a lease lasts; {@code parley.engine.lease} in reference.conf explains each.
 *
 * @param margin how much longer than {@code ttl} others wait: what two clocks may differ by over that time
 */
public record LeaseSettings(Duration ttl, Duration renewEvery, Duration margin) {

    /** Renewals that fit into a term: one may get lost, and the next be slow. */
    private static final int RENEWALS_MIN = 3;

    /** @throws IllegalArgumentException naming the value that cannot be */
    public LeaseSettings {
        if (renewEvery.isNegative()
                || renewEvery.isZero()
                || renewEvery.multipliedBy(RENEWALS_MIN).compareTo(ttl) > 0) {
            throw new IllegalArgumentException("lease.renew-every: " + renewEvery + " (expected: above 0, and "
                    + RENEWALS_MIN + " times in ttl " + ttl + ")");
        }
        if (margin.isNegative() || margin.isZero()) {
            throw new IllegalArgumentException("lease.margin: " + margin + " (expected: above 0)");
        }
    }

    public static LeaseSettings from(Config config) {
        return new LeaseSettings(
                config.getDuration("ttl"), config.getDuration("renew-every"), config.getDuration("margin"));
    }

    /** After which a lease that nobody renews is over for everybody. */
    Duration overAfter() {
        return ttl.plus(margin);
    }
}
