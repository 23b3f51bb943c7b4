package parley.engine.limit;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/**
 * How often each bound was reached: one metric, told apart by the name of the setting that is the bound. {@code docs/limits.md}
 * says for each what is answered then.
 */
public final class LimitReached {

    public static final String METRIC = "parley.limit.reached";
    public static final String LIMIT = "limit";

    private LimitReached() {}

    /** Counts from 0, so that a bound that was never reached is seen to be watched. */
    public static Counter counter(MeterRegistry meters, String setting) {
        return Counter.builder(METRIC)
                .description("How often a bound was reached; the limit is named by its setting, see docs/limits.md")
                .tag(LIMIT, setting)
                .register(meters);
    }
}
