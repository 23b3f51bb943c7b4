package parley.loadtests.gatling;

import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.ConcurrentHistogram;

/** The lines that we measure ourselves, for the terminal: Gatling prints percentiles of all requests together only. Thread-safe. */
final class Summary {

    private static final int DIGITS = 3;
    private static final String ROW = "%-18s %10s %8s %8s %8s %8s %8s%n";

    private final Map<String, Line> lines = new ConcurrentSkipListMap<>();

    private record Line(ConcurrentHistogram millis, LongAdder failed) {
        Line() {
            this(new ConcurrentHistogram(DIGITS), new LongAdder());
        }
    }

    void ok(String line, long millis) {
        of(line).millis.recordValue(millis);
    }

    void failed(String line) {
        of(line).failed.increment();
    }

    private Line of(String line) {
        return lines.computeIfAbsent(line, name -> new Line());
    }

    @Override
    public String toString() {
        StringBuilder table =
                new StringBuilder(String.format(ROW, "", "ok", "failed", "p50 ms", "p95 ms", "p99 ms", "max ms"));
        lines.forEach((name, line) -> table.append(String.format(
                ROW,
                name,
                line.millis.getTotalCount(),
                line.failed,
                line.millis.getValueAtPercentile(50),
                line.millis.getValueAtPercentile(95),
                line.millis.getValueAtPercentile(99),
                line.millis.getMaxValue())));
        return table.toString();
    }
}
