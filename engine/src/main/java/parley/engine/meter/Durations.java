package parley.engine.meter;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.stream.LongStream;

/**
 * Histograms of durations, all with the same buckets, so that nodes and stages can be added and compared. 200 ms is a bucket's
 * bound because it is the aim for a delivery: the share within it is counted and not guessed.
 */
public final class Durations {

    private static final long[] BOUNDS_MS = {1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000};

    private Durations() {}

    /** There from the start, at 0; {@code tags}: keys and values in turn, constants of the program. */
    public static Timer histogram(MeterRegistry meters, String name, String description, String... tags) {
        return Timer.builder(name)
                .description(description)
                .tags(tags)
                .serviceLevelObjectives(
                        LongStream.of(BOUNDS_MS).mapToObj(Duration::ofMillis).toArray(Duration[]::new))
                .register(meters);
    }
}
