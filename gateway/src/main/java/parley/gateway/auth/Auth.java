package parley.gateway.auth;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.stream.Collectors;
import parley.engine.Engine;
import parley.engine.limit.LimitReached;

/**
 * Everything about who is who, wired together and kept fresh: the signing keys and the list of revoked devices are read before
 * {@link #start} completes, and polled from then on. Thread-safe.
 */
public final class Auth implements AutoCloseable {

    private static final Duration KEYS_POLL = Duration.ofSeconds(30);
    private static final int FOREIGN_THREADS = 2;
    private static final int FOREIGN_QUEUE = 512;

    private final AuthSettings settings;
    private final AuthStores stores;
    private final AuthWorld world;
    private final SigningKeyRing keys;
    private final RevocationList revocations;
    private final PasswordHasher passwords;
    private final BoundedThreads foreignThreads;
    private final DeviceSessions sessions;
    private final RateLimits limits;
    private final SignIn signIn;
    private final TokenVerifier verifier;
    private final OriginPolicy origins;
    private final List<Poll> polls = new CopyOnWriteArrayList<>();

    private Auth(AuthSettings settings, AuthStores stores, AuthWorld world, Engine engine) {
        AuthSettings.Tokens tokens = settings.tokens();
        RandomIds ids = new RandomIds(world.random());
        this.settings = settings;
        this.stores = stores;
        this.world = world;
        keys = new SigningKeyRing(stores.keys(), new KeyBox(settings.keySecret()), tokens.signingKey(), world);
        revocations = new RevocationList(stores.revoked(), RevocationList.Kept.of(tokens), world);
        passwords = new PasswordHasher(settings.passwords(), world.meters());
        foreignThreads = new BoundedThreads(
                "parley-foreign-tokens",
                FOREIGN_THREADS,
                FOREIGN_QUEUE,
                LimitReached.counter(world.meters(), "Auth.FOREIGN_QUEUE"));
        sessions = new DeviceSessions(
                new DeviceSessions.Settings(tokens.refresh(), tokens.refreshGrace(), settings.devicesMax()),
                new DeviceSessions.Parts(
                        stores,
                        new AccessTokens(tokens, keys, world.clock(), ids),
                        revocations,
                        engine,
                        LimitReached.counter(world.meters(), "parley.gateway.auth.devices-max")),
                world.clock(),
                ids);
        limits = new RateLimits(settings.limits(), world.meters());
        signIn = new SignIn(stores.accounts(), passwords, limits, sessions, ids, new SignIns(world.meters()));
        Map<String, TeamIssuer> teams = settings.teams().stream()
                .map(TeamIssuer::of)
                .collect(Collectors.toUnmodifiableMap(TeamIssuer::issuer, Function.identity()));
        verifier = new JwtTokenVerifier(
                tokens,
                keys,
                new JwtTokenVerifier.Foreign(teams, new ForeignUsers(stores.accounts(), world.clock()), foreignThreads),
                new ProvenTokens(tokens.provenMax(), world.meters()),
                revocations,
                world.clock());
        origins = new HostOriginPolicy(settings.origins());
    }

    /**
     * Reads what every node must know before it may serve. Fails with {@code StoreUnavailable} if the store does not answer, and
     * with {@code IllegalArgumentException} for keys or settings that cannot be used; trying again is safe.
     */
    public static CompletionStage<Auth> start(
            AuthSettings settings, AuthStores stores, AuthWorld world, Engine engine) {
        Auth auth = new Auth(settings, stores, world, engine);
        return auth.keys
                .refresh()
                .thenCompose(read -> auth.revocations.poll())
                .thenApply(read -> {
                    auth.keepFresh(settings.tokens().revocationPoll());
                    return auth;
                })
                .whenComplete((started, failure) -> {
                    if (failure != null) {
                        auth.close();
                    }
                });
    }

    private void keepFresh(Duration revocationPoll) {
        polls.add(new Poll("signing keys", KEYS_POLL, world.executor(), keys::refresh));
        polls.add(new Poll("revocations", revocationPoll, world.executor(), revocations::poll));
    }

    public TokenVerifier verifier() {
        return verifier;
    }

    public Revocations revocations() {
        return revocations;
    }

    public UserDirectory users() {
        return new KnownUsers(stores.accounts());
    }

    public OriginPolicy origins() {
        return origins;
    }

    public SignIn signIn() {
        return signIn;
    }

    public DeviceSessions sessions() {
        return sessions;
    }

    public RateLimits limits() {
        return limits;
    }

    public Clock clock() {
        return world.clock();
    }

    public AuthSettings settings() {
        return settings;
    }

    public AuthStores stores() {
        return stores;
    }

    /** The public keys of this installation's tokens, a JWK set. */
    public String jwks() {
        return keys.jwks();
    }

    /** Stops the polls and the threads; what is being hashed is given up. */
    @Override
    public void close() {
        polls.forEach(Poll::close);
        passwords.close();
        foreignThreads.close();
    }
}
