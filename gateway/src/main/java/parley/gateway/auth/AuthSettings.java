package parley.gateway.auth;

import com.typesafe.config.Config;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * Settings of accounts and tokens, read once from {@code parley.gateway.auth}; {@code reference.conf} says what each is.
 *
 * @param keySecret encrypts the signing keys at rest; empty for none
 * @param serviceKey opens the service API; empty keeps it off
 * @param devicesMax how many devices one user may have signed in; the one that was idle longest makes room for the next
 */
public record AuthSettings(
        Tokens tokens,
        Passwords passwords,
        Limits limits,
        List<Team> teams,
        Set<String> origins,
        String keySecret,
        String serviceKey,
        int devicesMax) {

    /** A guessed service key must be hopeless. */
    static final int SERVICE_KEY_CHARS_MIN = 32;

    static final int KEY_SECRET_CHARS_MIN = 16;

    public AuthSettings {
        teams = List.copyOf(teams);
        origins = Set.copyOf(origins);
        require(devicesMax >= 1 && devicesMax <= 100, "devices-max: " + devicesMax + " (expected: 1 to 100)");
        require(
                serviceKey.isEmpty() || serviceKey.length() >= SERVICE_KEY_CHARS_MIN,
                "service-key: too short (expected: at least " + SERVICE_KEY_CHARS_MIN + " characters)");
        require(
                keySecret.isEmpty() || keySecret.length() >= KEY_SECRET_CHARS_MIN,
                "key-secret: too short (expected: at least " + KEY_SECRET_CHARS_MIN + " characters)");
    }

    public static AuthSettings from(Config root) {
        Config config = root.getConfig("parley.gateway.auth");
        return new AuthSettings(
                Tokens.from(config.getConfig("tokens")),
                Passwords.from(config.getConfig("passwords")),
                Limits.from(config.getConfig("limits")),
                config.getConfigList("teams").stream().map(Team::from).toList(),
                Set.copyOf(config.getStringList("allowed-origins")),
                config.getString("key-secret"),
                config.getString("service-key"),
                config.getInt("devices-max"));
    }

    /**
     * How long things are good for. {@code jitter}: the share of an access token's life that chance may take off; {@code provenMax}:
     * how many tokens a node remembers to be signed well.
     */
    public record Tokens(
            String issuer,
            String audience,
            Duration access,
            double jitter,
            Duration refresh,
            Duration refreshGrace,
            Duration clockSkew,
            Duration signingKey,
            Duration revocationPoll,
            Duration teamLifeMax,
            int provenMax) {

        /** What the store reads at start is bounded by it. */
        private static final Duration TEAM_LIFE_MAX = Duration.ofDays(7);

        public Tokens {
            require(!issuer.isEmpty() && !audience.isEmpty(), "issuer, audience: empty (expected: a name)");
            require(jitter >= 0 && jitter < 1, "jitter: " + jitter + " (expected: from 0 to below 1)");
            require(access.compareTo(refresh) < 0, "access: " + access + " (expected: shorter than refresh)");
            require(refresh.compareTo(signingKey) < 0 || access.compareTo(signingKey) < 0, "signing-key: too short");
            require(provenMax >= 1, "proven-max: " + provenMax + " (expected: >= 1)");
            require(!revocationPoll.isZero() && !revocationPoll.isNegative(), "revocation-poll: not positive");
            require(
                    teamLifeMax.compareTo(access) >= 0 && teamLifeMax.compareTo(TEAM_LIFE_MAX) <= 0,
                    "team-life-max: " + teamLifeMax + " (expected: from access to " + TEAM_LIFE_MAX + ")");
        }

        private static Tokens from(Config config) {
            return new Tokens(
                    config.getString("issuer"),
                    config.getString("audience"),
                    config.getDuration("access"),
                    config.getDouble("jitter"),
                    config.getDuration("refresh"),
                    config.getDuration("refresh-grace"),
                    config.getDuration("clock-skew"),
                    config.getDuration("signing-key"),
                    config.getDuration("revocation-poll"),
                    config.getDuration("team-life-max"),
                    config.getInt("proven-max"));
        }
    }

    /** Cost of a password hash (Argon2id), and how many are computed or wait at once. */
    public record Passwords(int memoryKib, int iterations, int threads, int queue) {

        public Passwords {
            require(memoryKib >= 8 && iterations >= 1, "memory-kib, iterations: too small (expected: >= 8, >= 1)");
            require(threads >= 1 && queue >= 1, "threads, queue: " + threads + ", " + queue + " (expected: >= 1)");
        }

        private static Passwords from(Config config) {
            return new Passwords(
                    config.getInt("memory-kib"),
                    config.getInt("iterations"),
                    config.getInt("threads"),
                    config.getInt("queue"));
        }
    }

    /** How often one may try; see {@link RateLimits}. */
    public record Limits(
            Rate signUpsPerAddress,
            Rate logInsPerAddress,
            Rate logInsPerName,
            Rate refreshesPerAddress,
            Rate requestsPerUser,
            Rate profileChangesPerUser,
            int bucketsMax) {

        public Limits {
            require(bucketsMax >= 1, "buckets-max: " + bucketsMax + " (expected: >= 1)");
        }

        private static Limits from(Config config) {
            return new Limits(
                    Rate.from(config.getConfig("sign-ups-per-address")),
                    Rate.from(config.getConfig("log-ins-per-address")),
                    Rate.from(config.getConfig("log-ins-per-name")),
                    Rate.from(config.getConfig("refreshes-per-address")),
                    Rate.from(config.getConfig("requests-per-user")),
                    Rate.from(config.getConfig("profile-changes-per-user")),
                    config.getInt("buckets-max"));
        }
    }

    /** At most {@code burst} at once, and {@code perMinute} in the long run. */
    public record Rate(int burst, int perMinute) {

        public Rate {
            require(burst >= 1 && perMinute >= 1, "rate: " + burst + ", " + perMinute + " (expected: >= 1)");
        }

        private static Rate from(Config config) {
            return new Rate(config.getInt("burst"), config.getInt("per-minute"));
        }
    }

    /** A team that has users of its own. {@code audience}: empty for any; {@code keys}: address or path of a JWK set. */
    public record Team(String issuer, String keys, String audience) {

        public Team {
            require(!issuer.isEmpty() && !keys.isEmpty(), "teams: issuer or keys empty");
        }

        private static Team from(Config config) {
            return new Team(
                    config.getString("issuer"),
                    config.getString("keys"),
                    config.hasPath("audience") ? config.getString("audience") : "");
        }
    }

    @Override
    public String toString() {
        return "AuthSettings[tokens=" + tokens + ", teams=" + teams + ", devicesMax=" + devicesMax + "]";
    }

    private static void require(boolean holds, String what) {
        if (!holds) {
            throw new IllegalArgumentException("parley.gateway.auth: " + what);
        }
    }
}
