package parley.loadtests.chaos;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.SingleWriterRecorder;

/**
 * What happened in each half second: acks, deliveries, how long they took, and in how many chats nothing was acked that should have
 * been. Counting is thread-safe; {@link #tick} is called by one thread, twice a second. At most {@link #SLICES_MAX} slices are kept
 * (eight hours), the first ones.
 */
final class Timeline {

    static final Duration SLICE = Duration.ofMillis(500);
    static final int SLICES_MAX = 57_600;

    /** A chat in which a send waits for longer than this is not available. */
    static final Duration PATIENCE = Duration.ofSeconds(1);

    private static final long LATENCY_MAX_MICROS = TimeUnit.MINUTES.toMicros(10);
    private static final int DIGITS = 2;

    /** Latencies in milliseconds, 0 where nothing was measured; {@code available} is the share of chats, in percent. */
    record Slice(
            long atMillis,
            long acked,
            long delivered,
            double ackP50,
            double ackP99,
            double deliveryP99,
            double available) {}

    private final long beganNanos;
    private final Gaps gaps;
    private final LongAdder acked = new LongAdder();
    private final LongAdder delivered = new LongAdder();
    private final SingleWriterRecorder ackLatency = new SingleWriterRecorder(LATENCY_MAX_MICROS, DIGITS);
    private final SingleWriterRecorder deliveryLatency = new SingleWriterRecorder(LATENCY_MAX_MICROS, DIGITS);
    private final Histogram ackedEver = new Histogram(LATENCY_MAX_MICROS, DIGITS);
    private final Histogram deliveredEver = new Histogram(LATENCY_MAX_MICROS, DIGITS);
    private final List<Slice> slices = new ArrayList<>();
    private long ackedBefore;
    private long deliveredBefore;

    Timeline(Gaps gaps, long beganNanos) {
        this.gaps = gaps;
        this.beganNanos = beganNanos;
    }

    /** An ack, so long after the message should have been sent. */
    synchronized void acked(long nanos) {
        acked.increment();
        ackLatency.recordValue(micros(nanos));
    }

    /** A message on somebody else's screen, so long after it should have been sent. */
    synchronized void delivered(long nanos) {
        delivered.increment();
        deliveryLatency.recordValue(micros(nanos));
    }

    private static long micros(long nanos) {
        return Math.min(Math.max(0, TimeUnit.NANOSECONDS.toMicros(nanos)), LATENCY_MAX_MICROS);
    }

    /** Closes a slice. */
    synchronized void tick(long nowNanos) {
        Histogram acks = ackLatency.getIntervalHistogram();
        Histogram deliveries = deliveryLatency.getIntervalHistogram();
        ackedEver.add(acks);
        deliveredEver.add(deliveries);
        long ackedNow = acked.sum();
        long deliveredNow = delivered.sum();
        Slice slice = new Slice(
                millis(nowNanos),
                ackedNow - ackedBefore,
                deliveredNow - deliveredBefore,
                millis(acks, 50),
                millis(acks, 99),
                millis(deliveries, 99),
                available(nowNanos));
        ackedBefore = ackedNow;
        deliveredBefore = deliveredNow;
        if (slices.size() < SLICES_MAX) {
            slices.add(slice);
        }
    }

    private double available(long nowNanos) {
        int chats = gaps.chats();
        return chats == 0
                ? 100
                : 100.0 * (chats - gaps.silent(PATIENCE, nowNanos).size()) / chats;
    }

    private static double millis(Histogram histogram, double percentile) {
        return histogram.getTotalCount() == 0 ? 0 : histogram.getValueAtPercentile(percentile) / 1000.0;
    }

    /** A time as milliseconds since the beginning. */
    long millis(long atNanos) {
        return TimeUnit.NANOSECONDS.toMillis(atNanos - beganNanos);
    }

    /** All slices that are closed, oldest first. */
    synchronized List<Slice> slices() {
        return List.copyOf(slices);
    }

    long ackedCount() {
        return acked.sum();
    }

    long deliveredCount() {
        return delivered.sum();
    }

    /** Of the whole run, in milliseconds. */
    synchronized double ackPercentile(double percentile) {
        return millis(ackedEver, percentile);
    }

    /** Of the whole run, in milliseconds. */
    synchronized double deliveryPercentile(double percentile) {
        return millis(deliveredEver, percentile);
    }
}
