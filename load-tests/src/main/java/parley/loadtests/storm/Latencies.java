package parley.loadtests.storm;

import java.util.LinkedHashMap;
import java.util.Map;
import org.HdrHistogram.Histogram;

/**
 * How long acks and deliveries took, in windows of time. A message belongs to the window in which it was meant to be sent, whenever it
 * was. Thread-safe.
 */
final class Latencies {

    private static final long HIGHEST_MICROS = 600_000_000L;
    private static final int DIGITS = 3;

    private final Map<String, Window> windows = new LinkedHashMap<>();

    /** Times in microseconds, of messages meant to be sent from {@code from} on, until the next window begins. */
    static final class Window {
        private final long from;
        private final Histogram acks = new Histogram(HIGHEST_MICROS, DIGITS);
        private final Histogram deliveries = new Histogram(HIGHEST_MICROS, DIGITS);

        private Window(long from) {
            this.from = from;
        }

        Histogram acks() {
            return acks;
        }

        Histogram deliveries() {
            return deliveries;
        }

        double p99Ms() {
            return deliveries.getValueAtPercentile(99) / 1000.0;
        }
    }

    /** Begins a window now, and ends the one before. */
    synchronized void begin(String name) {
        windows.put(name, new Window(System.nanoTime()));
    }

    synchronized void acked(long intendedNanos) {
        record(intendedNanos, true);
    }

    synchronized void delivered(long intendedNanos) {
        record(intendedNanos, false);
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
        Window of = null;
        for (Window window : windows.values()) {
            if (window.from - intendedNanos <= 0) {
                of = window;
            }
        }
        if (of != null) {
            long micros = Math.max(0, Math.min(HIGHEST_MICROS, (System.nanoTime() - intendedNanos) / 1000));
            (ack ? of.acks : of.deliveries).recordValue(micros);
        }
    }
}
