package parley.persistence.journal;

import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;

/** What the entities of a {@link JournalBenchmark} have done. Thread-safe. */
final class BenchmarkCounters {

    private final Recorder latencyUs = new Recorder(3);
    private final LongAdder lost = new LongAdder();
    private final LongAdder events = new LongAdder();

    void persisted(long latencyNs) {
        latencyUs.recordValue(latencyNs / 1000);
        events.increment();
    }

    void lost() {
        lost.increment();
    }

    long lostSoFar() {
        return lost.sum();
    }

    long total() {
        return events.sum();
    }

    void startMeasuring() {
        latencyUs.reset();
    }

    Histogram stopMeasuring() {
        return latencyUs.getIntervalHistogram();
    }
}
