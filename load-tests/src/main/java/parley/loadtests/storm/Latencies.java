package parley.loadtests.storm;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * How long acks and deliveries took, in windows of time. A message belongs to the window in which it was meant to be sent, whenever it
 * was. A window may be entered again: what is measured then is added to it. Thread-safe.
 */
final class Latencies {

    private static final long HIGHEST_MICROS = 600_000_000L;
    private static final int DIGITS = 3;
    private static final int DIGITS_BY_SECOND = 2;

    private final Map<String, Window> windows = new LinkedHashMap<>();
    private final List<Stretch> stretches = new ArrayList<>();

    /** From a time on, until the next stretch begins. */
    private record Stretch(long from, Window window) {}

    /** Times in microseconds. */
    static final class Window {
        private final Histogram acks = new Histogram(HIGHEST_MICROS, DIGITS);
        private final Histogram deliveries = new Histogram(HIGHEST_MICROS, DIGITS);
        private final List<Histogram> deliveriesBySecond = new ArrayList<>();

        Histogram acks() {
            return acks;
        }

        Histogram deliveries() {
            return deliveries;
        }

        /** One for each second since the window was entered, up to the last in which a message was sent. */
        List<Histogram> deliveriesBySecond() {
            return deliveriesBySecond;
        }

        private void delivered(long second, long micros) {
            deliveries.recordValue(micros);
            while (deliveriesBySecond.size() <= second) {
                deliveriesBySecond.add(new Histogram(DIGITS_BY_SECOND));
            }
            deliveriesBySecond.get((int) second).recordValue(micros);
        }

        double p99Ms() {
            return deliveries.getValueAtPercentile(99) / 1000.0;
        }
    }

    /** Enters a window now, and leaves the one before. */
    synchronized void begin(String name) {
        stretches.add(new Stretch(System.nanoTime(), windows.computeIfAbsent(name, any -> new Window())));
    }

    synchronized void acked(long intendedNanos) {
        record(intendedNanos, true);
    }

    synchronized void delivered(long intendedNanos) {
        record(intendedNanos, false);
    }

    /** Of the windows that were entered, in the order of the first time. */
    synchronized List<String> names() {
        return List.copyOf(windows.keySet());
    }

    /** To be read once nothing is recorded any more. */
    synchronized Window window(String name) {
        Window window = windows.get(name);
        if (window == null) {
            throw new IllegalStateException("window: " + name + " (expected: one of " + windows.keySet() + ")");
        }
        return window;
    }

    private void record(long intendedNanos, boolean ack) {
        Stretch of = null;
        for (Stretch stretch : stretches) {
            if (stretch.from - intendedNanos <= 0) {
                of = stretch;
            }
        }
        if (of != null) {
            long micros = Math.max(0, Math.min(HIGHEST_MICROS, (System.nanoTime() - intendedNanos) / 1000));
            if (ack) {
                of.window.acks.recordValue(micros);
            } else {
                of.window.delivered(TimeUnit.NANOSECONDS.toSeconds(intendedNanos - of.from), micros);
            }
        }
    }
}
