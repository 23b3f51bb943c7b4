package parley.engine.session;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.atomic.AtomicInteger;
import parley.engine.limit.LimitReached;

/** How many rows of lists the sessions of a node keep in memory, and may. Thread-safe. One a node. */
final class KeptRows {

    private final int sessionMax;
    private final int nodeMax;
    private final Counter sessionFull;
    private final Counter nodeFull;
    private final AtomicInteger rows = new AtomicInteger();

    KeptRows(SessionSettings settings, MeterRegistry meters) {
        sessionMax = settings.keptRowsMax();
        nodeMax = settings.keptRowsPerNodeMax();
        sessionFull = LimitReached.counter(meters, "parley.engine.session.kept-rows-max");
        nodeFull = LimitReached.counter(meters, "parley.engine.session.kept-rows-per-node-max");
        Gauge.builder("parley.session.rows.kept", rows, AtomicInteger::get).register(meters);
    }

    int sessionMax() {
        return sessionMax;
    }

    /** Whether a session may keep {@code after} rows in the place of {@code before}; if not, it still has those. */
    boolean replace(int before, int after) {
        if (sessionMax == 0) {
            return false;
        }
        if (after > sessionMax) {
            sessionFull.increment();
            return false;
        }
        int more = after - before;
        if (rows.addAndGet(more) > nodeMax && more > 0) {
            rows.addAndGet(-more);
            nodeFull.increment();
            return false;
        }
        return true;
    }
}
