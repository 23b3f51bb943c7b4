package parley.server.local;

import java.time.Duration;

/** How long to wait before a child that died is started again: one second, doubled with each death in a row, half a minute at most. */
final class Backoff {

    private static final Duration FIRST = Duration.ofSeconds(1);
    private static final int DOUBLINGS_MAX = 5;
    private static final Duration LONGEST = Duration.ofSeconds(30);

    private final Duration shortest;
    private int deaths;

    /** {@code shortest}: what is waited at least, also beyond half a minute. */
    Backoff(Duration shortest) {
        this.shortest = shortest;
    }

    Duration next() {
        Duration wait = FIRST.multipliedBy(1L << Math.min(deaths, DOUBLINGS_MAX));
        deaths++;
        wait = wait.compareTo(LONGEST) < 0 ? wait : LONGEST;
        return wait.compareTo(shortest) < 0 ? shortest : wait;
    }

    void reset() {
        deaths = 0;
    }
}
