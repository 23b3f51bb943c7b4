package parley.loadtests.gatling;

import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import parley.loadtests.storm.Population;

/**
 * The access tokens of a run that is longer than they live: new ones are made before the old ones end. Each belongs to a new device, so a user
 * goes over to it by coming back, as one does who logged in again. Thread-safe.
 */
final class Tokens implements AutoCloseable {

    /** An access token lives 15 minutes, less up to a tenth. */
    static final long USED_MS = TimeUnit.MINUTES.toMillis(11);

    private static final long MADE_EVERY_MS = TimeUnit.MINUTES.toMillis(9);

    private final Population population;
    private final List<Seat> seats;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private volatile List<Token> newest;

    /** @param madeMs when, in epoch milliseconds */
    record Token(String value, long madeMs) {}

    Tokens(Population population, List<Seat> seats) {
        this.population = population;
        this.seats = List.copyOf(seats);
        long now = System.currentTimeMillis();
        this.newest = seats.stream().map(seat -> new Token(seat.token(), now)).toList();
        ScheduledFuture<?> unused =
                timer.scheduleAtFixedRate(this::make, MADE_EVERY_MS, MADE_EVERY_MS, TimeUnit.MILLISECONDS);
    }

    Token of(Seat seat) {
        return newest.get(seat.number());
    }

    String fresh(Seat seat) {
        return population.tokens(List.of(seat.user())).get(0);
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }

    private void make() {
        try {
            long now = System.currentTimeMillis();
            List<String> made = population.tokens(seats.stream().map(Seat::user).toList());
            newest = made.stream().map(token -> new Token(token, now)).toList();
        } catch (RuntimeException e) {
            System.err.println("no fresh tokens, trying again later: " + e);
        }
    }
}
