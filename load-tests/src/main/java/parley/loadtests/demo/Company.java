package parley.loadtests.demo;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import parley.sdk.Account;
import parley.sdk.Parley;
import parley.sdk.Refusal;
import parley.sdk.Session;

/**
 * The players: each signs up when first asked for, and connects to the next node in turn. Thread-safe.
 */
final class Company implements AutoCloseable {

    private static final Duration SIGN_UP_TIMEOUT = Duration.ofMinutes(3);
    private static final int SIGN_UP_ATTEMPTS = 30;
    private static final long RETRY_MS = 500;
    private static final int NAME_MAX = 32;

    private final IntFunction<Player.Seat> seats;
    private final Progress progress;
    private final Executor signUps;
    private final String suffix;
    private final String password;
    private final Map<String, CompletionStage<Player>> players = new ConcurrentHashMap<>();
    private final AtomicInteger turn = new AtomicInteger();

    /**
     * @param seats where the players of each turn sit
     * @param signUps bounds how many sign up at once
     * @param suffix makes the names of this run unique
     */
    Company(IntFunction<Player.Seat> seats, Executor signUps, Progress progress, String suffix, String password) {
        this.seats = seats;
        this.signUps = signUps;
        this.progress = progress;
        this.suffix = suffix;
        this.password = password;
    }

    /** Begins to sign a character up, if that did not begin before; {@code reads} as in {@link Player}. */
    CompletionStage<Player> invite(String character, boolean reads) {
        return players.computeIfAbsent(
                character, name -> CompletableFuture.supplyAsync(() -> signUp(name, reads), signUps));
    }

    /** The players of some characters, signed up and connected. */
    List<Player> await(Collection<String> characters) {
        List<CompletionStage<Player>> invited =
                characters.stream().map(character -> invite(character, true)).toList();
        List<Player> arrived = new ArrayList<>();
        invited.forEach(player -> arrived.add(DemoException.await(player, SIGN_UP_TIMEOUT)));
        return arrived;
    }

    /** The account name of a character in this run. */
    String accountName(String character) {
        String slug = character.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
        int room = NAME_MAX - suffix.length() - 1;
        return slug.substring(0, Math.min(slug.length(), room)) + "-" + suffix;
    }

    private Player signUp(String character, boolean reads) {
        Player.Seat seat = seats.apply(turn.getAndIncrement());
        Account account = Account.of(accountName(character), password).called(character);
        Session session = DemoException.await(signUp(seat, account, 1), SIGN_UP_TIMEOUT);
        var player = new Player(character, seat, session, reads, progress);
        DemoException.await(player.attend(), SIGN_UP_TIMEOUT);
        return player;
    }

    /** A try without an answer may have made the account already; then the next one logs in. */
    private static CompletionStage<Session> signUp(Player.Seat seat, Account account, int attempt) {
        return Parley.signUp(seat.node(), account).exceptionallyCompose(failure -> {
            if (!(unwrapped(failure) instanceof Refusal refusal)) {
                return CompletableFuture.failedStage(failure);
            }
            if (attempt > 1 && refusal.code().equals("already_exists")) {
                return Parley.logIn(seat.node(), account);
            }
            if (!refusal.retryable() || attempt == SIGN_UP_ATTEMPTS) {
                return CompletableFuture.failedStage(refusal);
            }
            long wait = refusal.retryAfterMs() == null ? attempt * RETRY_MS : refusal.retryAfterMs();
            Executor later = CompletableFuture.delayedExecutor(wait, TimeUnit.MILLISECONDS);
            return CompletableFuture.supplyAsync(() -> seat, later)
                    .thenCompose(same -> signUp(same, account, attempt + 1));
        });
    }

    private static Throwable unwrapped(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }

    @Override
    public void close() {
        players.values().forEach(player -> player.thenAccept(Player::close));
    }
}
