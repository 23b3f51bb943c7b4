package parley.persistence;

import com.datastax.oss.driver.api.core.AllNodesFailedException;
import com.datastax.oss.driver.api.core.DriverTimeoutException;
import com.datastax.oss.driver.api.core.RequestThrottlingException;
import com.datastax.oss.driver.api.core.connection.ClosedConnectionException;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.Statement;
import com.datastax.oss.driver.api.core.servererrors.ReadTimeoutException;
import com.datastax.oss.driver.api.core.servererrors.UnavailableException;
import com.datastax.oss.driver.api.core.servererrors.WriteTimeoutException;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import parley.engine.meter.Durations;

/** How long requests to Cassandra take and why they fail. Failures are counted from the start, durations once it is bound. Thread-safe. */
final class StoreRequests {

    /** Why a request failed. */
    enum Failure {
        /** No answer in time, here or among the replicas: the outcome is unknown. */
        TIMEOUT,
        /** No node, or too few replicas, that could be asked. */
        UNAVAILABLE,
        /** Too many requests waited here. */
        THROTTLED,
        /** Refused by Cassandra, such as a request that is too large. */
        OTHER;

        static Failure of(Throwable failure) {
            Throwable cause =
                    failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
            if (cause instanceof RequestThrottlingException) {
                return THROTTLED;
            }
            if (cause instanceof DriverTimeoutException
                    || cause instanceof ReadTimeoutException
                    || cause instanceof WriteTimeoutException) {
                return TIMEOUT;
            }
            return cause instanceof AllNodesFailedException
                            || cause instanceof UnavailableException
                            || cause instanceof ClosedConnectionException
                    ? UNAVAILABLE
                    : OTHER;
        }
    }

    private final Map<Failure, LongAdder> failures = new EnumMap<>(Failure.class);
    private volatile @Nullable Timer reads;
    private volatile @Nullable Timer writes;

    StoreRequests() {
        for (Failure why : Failure.values()) {
            failures.put(why, new LongAdder());
        }
    }

    void bindTo(MeterRegistry meters) {
        reads = histogram(meters, "read");
        writes = histogram(meters, "write");
        failures.forEach((why, count) -> FunctionCounter.builder("parley.store.errors", count, LongAdder::sum)
                .tag("why", why.name().toLowerCase(Locale.ROOT))
                .register(meters));
    }

    private static Timer histogram(MeterRegistry meters, String kind) {
        return Durations.histogram(
                meters, "parley.store.request", "A request to Cassandra, also one that failed", "kind", kind);
    }

    void ended(Statement<?> statement, long nanos, @Nullable Throwable failure) {
        if (failure != null) {
            Objects.requireNonNull(failures.get(Failure.of(failure))).increment();
        }
        Timer timer = isRead(statement) ? reads : writes;
        if (timer != null) {
            timer.record(nanos, TimeUnit.NANOSECONDS);
        }
    }

    private static boolean isRead(Statement<?> statement) {
        return statement instanceof BoundStatement bound
                && bound.getPreparedStatement().getResultSetDefinitions().size() > 0;
    }

    long throttled() {
        return Objects.requireNonNull(failures.get(Failure.THROTTLED)).sum();
    }
}
