package parley.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import parley.engine.limit.LimitReached;

class ReadLimitTest {

    private final List<CompletableFuture<String>> started = new ArrayList<>();
    private final ReadLimit limit = new ReadLimit(2, 1);
    private final MeterRegistry meters = new SimpleMeterRegistry();

    @BeforeEach
    void show() {
        new StoreMeters(meters).listReads(limit);
    }

    private void start(int reads) {
        for (int i = 0; i < reads; i++) {
            var unused = read();
        }
    }

    private CompletableFuture<String> read() {
        return limit.run(() -> {
                    CompletableFuture<String> read = new CompletableFuture<>();
                    started.add(read);
                    return read;
                })
                .toCompletableFuture();
    }

    @Test
    void whatWaitsStartsWhenAnotherEndsAlsoInFailure() {
        CompletableFuture<String> first = read();
        start(1);
        CompletableFuture<String> third = read();
        assertThat(started).hasSize(2);

        started.get(0).completeExceptionally(new IllegalStateException("away"));

        assertThat(first).isCompletedExceptionally();
        assertThat(started).hasSize(3);
        started.get(2).complete("rows");
        assertThat(third).isCompletedWithValue("rows");
    }

    @Test
    void moreThanMayWaitAreRefusedAtOnce() {
        start(3);

        assertThatThrownBy(() -> read().join())
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(ReadLimit.ReadsRefused.class);
        assertThat(started).as("what was refused is not read").hasSize(2);
        assertThat(meters.get(LimitReached.METRIC)
                        .tag(LimitReached.LIMIT, "parley.persistence.list-reads-waiting-max")
                        .functionCounter()
                        .count())
                .isEqualTo(1);
        assertThat(meters.get("parley.store.list.reads")
                        .tag("state", "waiting")
                        .gauge()
                        .value())
                .isEqualTo(1);

        started.get(0).complete("");
        assertThat(read()).as("there is room again").isNotDone();
    }

    @Test
    void aReadThatDoesNotEvenStartFreesItsPlace() {
        for (int i = 0; i < 5; i++) {
            CompletableFuture<String> broken = limit.<String>run(() -> {
                        throw new IllegalStateException("no");
                    })
                    .toCompletableFuture();
            assertThat(broken).isCompletedExceptionally();
        }
        start(2);
        assertThat(started).hasSize(2);
    }

    @Test
    void aStoreThatFailsAtOnceFreesThePlacesOfHoweverManyWait() {
        int many = 100_000;
        ReadLimit narrow = new ReadLimit(1, many);
        CompletableFuture<String> first = new CompletableFuture<>();
        var unused = narrow.run(() -> first);
        List<CompletableFuture<String>> waiting = new ArrayList<>();
        for (int i = 0; i < many; i++) {
            waiting.add(narrow.<String>run(() -> CompletableFuture.failedFuture(new IllegalStateException("away")))
                    .toCompletableFuture());
        }

        first.complete("");

        assertThat(waiting).allMatch(CompletableFuture::isCompletedExceptionally);
        assertThat(narrow.run(() -> CompletableFuture.completedFuture("back")).toCompletableFuture())
                .isCompletedWithValue("back");
    }
}
