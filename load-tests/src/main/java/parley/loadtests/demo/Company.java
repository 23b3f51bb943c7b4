package parley.loadtests.demo;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import parley.loadtests.client.Failures;
import parley.loadtests.client.HttpApi;
import parley.loadtests.client.Session;

/**
 * The players: each signs up when first asked for, and connects to the next node in turn. Thread-safe.
 */
final class Company implements AutoCloseable {

    private static final Duration SIGN_UP_TIMEOUT = Duration.ofMinutes(3);
    private static final int NAME_MAX = 32;

    private final HttpApi api;
    private final Progress progress;
    private final Executor signUps;
    private final String suffix;
    private final String password;
    private final Map<String, CompletionStage<Player>> players = new ConcurrentHashMap<>();
    private final AtomicInteger turn = new AtomicInteger();

    /**
     * @param signUps bounds how many sign up at once
     * @param suffix makes the names of this run unique
     */
    Company(HttpApi api, Executor signUps, Progress progress, String suffix, String password) {
        this.api = api;
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
        invited.forEach(player -> arrived.add(Failures.await(player, SIGN_UP_TIMEOUT)));
        return arrived;
    }

    /** The account name of a character in this run. */
    String accountName(String character) {
        String slug = character.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
        int room = NAME_MAX - suffix.length() - 1;
        return slug.substring(0, Math.min(slug.length(), room)) + "-" + suffix;
    }

    private Player signUp(String character, boolean reads) {
        HttpApi mine = api.startingAt(turn.getAndIncrement());
        Session session = Failures.await(mine.signUp(accountName(character), password, character), SIGN_UP_TIMEOUT);
        Player player = new Player(character, mine, session, password, reads, progress);
        Failures.await(player.client().connect(), SIGN_UP_TIMEOUT);
        return player;
    }

    @Override
    public void close() {
        players.values()
                .forEach(player -> player.thenAccept(arrived -> arrived.client().close()));
    }
}
