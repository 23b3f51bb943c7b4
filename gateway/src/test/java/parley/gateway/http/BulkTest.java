package parley.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import parley.gateway.http.Bulk.Failed;
import parley.gateway.wire.ErrorCode;

class BulkTest {

    private final AtomicLong nanos = new AtomicLong();

    @Test
    void beginsNothingWhenItsTimeIsOver() {
        List<String> begun = new ArrayList<>();

        List<Object> results = Bulk.run(
                        List.of("a", "b", "c"),
                        Function.identity(),
                        item -> {
                            begun.add(item);
                            nanos.addAndGet(Duration.ofSeconds(8).toNanos());
                            return CompletableFuture.completedFuture(item);
                        },
                        new Bulk.Work("test", 1, Duration.ofSeconds(15), nanos::get))
                .toCompletableFuture()
                .join()
                .results();

        assertThat(begun).containsExactly("a", "b");
        assertThat(results.subList(0, 2)).containsExactly("a", "b");
        assertThat(results.get(2)).isInstanceOfSatisfying(Failed.class, late -> {
            assertThat(late.error().code()).isEqualTo(ErrorCode.UNAVAILABLE);
            assertThat(late.error().retryable()).isTrue();
        });
    }
}
