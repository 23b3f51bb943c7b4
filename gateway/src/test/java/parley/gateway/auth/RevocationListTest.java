package parley.gateway.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import parley.engine.account.RevokedDevices;
import parley.engine.id.DeviceId;
import parley.engine.id.TenantId;
import parley.engine.id.UserId;
import parley.engine.limit.LimitReached;

class RevocationListTest {

    private static final Duration KEPT = Duration.ofMinutes(20);
    private static final UserId ANN = new UserId(TenantId.DEFAULT, "u_ann");
    private static final DeviceId PHONE = new DeviceId("d_phone");

    private final TestClock clock = new TestClock();
    private final MeterRegistry meters = new SimpleMeterRegistry();

    @Test
    void oneMoreThanAreRememberedIsCountedAndThereIsRoomAgainLater() {
        try (var executor = new ClosingExecutor()) {
            RevocationList list = new RevocationList(
                    new FullStore(clock.millis()),
                    new RevocationList.Kept(KEPT, KEPT),
                    new AuthWorld(clock, new SecureRandom(), executor.threads, meters));
            list.poll().toCompletableFuture().join();

            list.revoke(ANN, PHONE).toCompletableFuture().join();

            assertThat(list.isRevoked(ANN, PHONE)).isFalse();
            assertThat(LimitReached.counter(meters, "RevocationList.REVOKED_MAX")
                            .count())
                    .isEqualTo(1);
            assertThat(list.isRevoked(ANN, new DeviceId("d_0"))).isTrue();
            clock.advance(KEPT.plusSeconds(1));
            list.poll().toCompletableFuture().join();
            list.revoke(ANN, PHONE).toCompletableFuture().join();
            assertThat(list.isRevoked(ANN, PHONE)).isTrue();
        }
    }

    private static final class ClosingExecutor implements AutoCloseable {
        private final java.util.concurrent.ScheduledExecutorService threads = Executors.newScheduledThreadPool(1);

        @Override
        public void close() {
            threads.shutdownNow();
        }
    }

    /** Holds as many at first as a list remembers, and none later. */
    private record FullStore(long at) implements RevokedDevices {

        @Override
        public CompletionStage<Void> add(Revoked revoked, Duration timeToLive) {
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public CompletionStage<List<Revoked>> since(long since, long now, int limit) {
            int count = now == at ? limit : 0;
            return CompletableFuture.completedFuture(IntStream.range(0, count)
                    .mapToObj(i -> new Revoked(ANN, new DeviceId("d_" + i), at))
                    .toList());
        }
    }
}
