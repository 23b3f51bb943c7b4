package parley.loadtests.storm;

import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/** What a run says about itself, with the time since it began. */
final class Report {

    private static final int SECONDS_SHOWN = 20;

    private final PrintStream out;
    private final long began = System.nanoTime();

    Report(PrintStream out) {
        this.out = out;
    }

    void say(String text) {
        out.printf("%6s  %s%n", seconds(System.nanoTime() - began), text);
    }

    void connections(String phase, Map<String, Long> counts) {
        say(phase + ": " + counts);
    }

    void homecoming(Homecoming homecoming, boolean home, long cut) {
        Histogram each = homecoming.eachMs();
        say((home ? "All are current" : homecoming.missing() + " are NOT current; the last of the others was")
                + " "
                + seconds(homecoming.lastCurrentAt() - homecoming.firstCameAt())
                + " after the first came back, "
                + seconds(homecoming.lastCurrentAt() - cut)
                + " after the cut.");
        say(String.format(
                "From a client's own coming back until it was current: p50 %d ms, p90 %d ms, p99 %d ms, max %d ms.",
                each.getValueAtPercentile(50),
                each.getValueAtPercentile(90),
                each.getValueAtPercentile(99),
                each.getMaxValue()));
    }

    void bystanders(Latencies latencies, Bystander.Tally tally, Counters counters, List<String> windows) {
        say("Bystanders: " + tally.counts() + "; their connections: " + counters.snapshot());
        for (String window : windows) {
            latencies(window, latencies.window(window));
        }
    }

    void latencies(String name, Latencies.Window window) {
        say(line(name + ", ack", window.acks()));
        say(line(name + ", delivery", window.deliveries()));
    }

    /** Where in the first seconds of a window the slow ones are. */
    void bySecond(String name, Latencies.Window window) {
        int second = 0;
        for (Histogram micros :
                window.deliveriesBySecond().stream().limit(SECONDS_SHOWN).toList()) {
            second++;
            if (micros.getTotalCount() > 0) {
                say(line(name + ", second " + second, micros));
            }
        }
    }

    static String seconds(long nanos) {
        return String.format("%.1fs", nanos / (double) TimeUnit.SECONDS.toNanos(1));
    }

    private static String line(String what, Histogram micros) {
        return String.format(
                "  %-30s %6d messages, p50 %.1f ms, p90 %.1f ms, p99 %.1f ms, p99.9 %.1f ms, max %.1f ms",
                what,
                micros.getTotalCount(),
                micros.getValueAtPercentile(50) / 1000.0,
                micros.getValueAtPercentile(90) / 1000.0,
                micros.getValueAtPercentile(99) / 1000.0,
                micros.getValueAtPercentile(99.9) / 1000.0,
                micros.getMaxValue() / 1000.0);
    }
}
