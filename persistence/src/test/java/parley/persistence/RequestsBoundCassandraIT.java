package parley.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import com.typesafe.config.ConfigFactory;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import parley.engine.limit.LimitReached;

class RequestsBoundCassandraIT {

    private static final SimpleStatement READ = SimpleStatement.newInstance("SELECT key FROM system.local");

    @Test
    void requestsBeyondThoseThatMayWaitAreRefusedAndCountedAndLaterOnesAreServed() {
        PersistenceSettings settings = PersistenceSettings.from(
                ConfigFactory.parseString("parley.persistence { requests-max = 1, requests-waiting-max = 2 }")
                        .withFallback(TestCassandra.shared().config())
                        .resolve());
        MeterRegistry meters = new SimpleMeterRegistry();
        try (CqlSession session =
                CassandraSession.open(settings).toCompletableFuture().join()) {
            Cql cql = new Cql(CompletableFuture.completedFuture(session), settings);
            new StoreMeters(meters).requests(cql);

            List<CompletableFuture<Optional<Throwable>>> failures = IntStream.range(0, 200)
                    .mapToObj(i -> cql.execute(READ)
                            .handle((rows, failure) -> Optional.ofNullable(failure))
                            .toCompletableFuture())
                    .toList();

            long refused =
                    failures.stream().filter(each -> each.join().isPresent()).count();
            assertThat(refused).isBetween(1L, 197L);
            assertThat(meters.get(LimitReached.METRIC).functionCounter().count())
                    .isEqualTo((double) refused);
            assertThat(cql.one(READ).toCompletableFuture().join()).isPresent();
        }
    }
}
