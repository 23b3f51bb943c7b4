package parley.loadtests.storm;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;

/** The most that a count grew within any second, from looks at it several times a second. */
final class PeakRate {

    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final Deque<Look> looks = new ArrayDeque<>();
    private double peak;

    private record Look(long nanos, long count) {}

    /** A look at the count. One that comes late spreads what it sees over the time since the one before. */
    void look(long nanos, long count) {
        looks.add(new Look(nanos, count));
        while (looks.size() > 2 && nanos - looks.peek().nanos() > SECOND) {
            looks.remove();
        }
        Look first = looks.element();
        double seconds = Math.max(SECOND, nanos - first.nanos()) / (double) SECOND;
        peak = Math.max(peak, (count - first.count()) / seconds);
    }

    /** In a second. */
    double peak() {
        return peak;
    }
}
