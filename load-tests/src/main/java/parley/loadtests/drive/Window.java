package parley.loadtests.drive;

import static java.util.Objects.requireNonNull;

import java.util.EnumMap;
import java.util.Map;
import org.HdrHistogram.Histogram;

/**
 * What is measured: how much happened within the window, and how long took what was meant to begin in it, even if it ended later. On the
 * hub's event loop.
 */
final class Window {

    private static final long HIGHEST_MICROS = 600_000_000L;
    private static final int DIGITS = 3;
    private static final int NANOS_PER_MICRO = 1000;

    private final Map<What, Tally> tallies = new EnumMap<>(What.class);
    private State state = State.BEFORE;
    private long fromNanos;
    private long toNanos;
    private long lastNanos = System.nanoTime();

    private enum State {
        BEFORE,
        OPEN,
        AFTER
    }

    private static final class Tally {
        private final Histogram micros = new Histogram(HIGHEST_MICROS, DIGITS);
        private long count;
    }

    /** What can happen. */
    enum What {
        SENT("sent", ""),
        ACK("acked", "ack"),
        DELIVERY("delivered", "delivery"),
        RESUME("resumed", "resume"),
        PAGE("pages", "page"),
        PAGE_ENTRY("pageEntries", "");

        private final String counted;
        private final String timed;

        What(String counted, String timed) {
            this.counted = counted;
            this.timed = timed;
        }

        String counted() {
            return counted;
        }

        /** Empty for what takes no time. */
        String timed() {
            return timed;
        }
    }

    Window() {
        for (What what : What.values()) {
            tallies.put(what, new Tally());
        }
    }

    void begin() {
        state = State.OPEN;
        fromNanos = System.nanoTime();
    }

    void end() {
        state = State.AFTER;
        toNanos = System.nanoTime();
    }

    double seconds() {
        return (toNanos - fromNanos) / 1e9;
    }

    /** When something happened last, measured or not. */
    long lastNanos() {
        return lastNanos;
    }

    void count(What what, long times) {
        if (state == State.OPEN) {
            tally(what).count += times;
        }
    }

    /** It is over now, and was meant to begin then. */
    void happened(What what, long intendedNanos) {
        long now = System.nanoTime();
        lastNanos = now;
        count(what, 1);
        boolean measured = state != State.BEFORE
                && intendedNanos - fromNanos >= 0
                && (state == State.OPEN || intendedNanos - toNanos < 0);
        if (measured) {
            long took = (now - intendedNanos) / NANOS_PER_MICRO;
            tally(what).micros.recordValue(Math.max(0, Math.min(HIGHEST_MICROS, took)));
        }
    }

    long count(What what) {
        return tally(what).count;
    }

    Histogram micros(What what) {
        return tally(what).micros;
    }

    private Tally tally(What what) {
        return requireNonNull(tallies.get(what), what.counted());
    }
}
