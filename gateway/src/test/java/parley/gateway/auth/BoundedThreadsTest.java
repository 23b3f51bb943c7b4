package parley.gateway.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import parley.gateway.wire.ErrorCode;

class BoundedThreadsTest {

    @Test
    void whatThereIsNoRoomForIsBusyAndNotBegun() {
        Counter full = new SimpleMeterRegistry().counter("full");
        CompletableFuture<String> running = new CompletableFuture<>();
        AtomicBoolean begun = new AtomicBoolean();
        try (BoundedThreads threads = new BoundedThreads("bounded", 1, 1, full)) {
            CompletableFuture<String> first = threads.submit(running::join).toCompletableFuture();
            CompletableFuture<String> second = threads.submit(() -> "second").toCompletableFuture();

            CompletableFuture<Object> third = threads.submit(() -> {
                        begun.set(true);
                        return new Object();
                    })
                    .toCompletableFuture();

            assertThat(third.handle((done, failure) -> codeOf(failure)).join()).isEqualTo(ErrorCode.BUSY);
            assertThat(full.count()).isEqualTo(1);
            running.complete("first");
            assertThat(first.join()).isEqualTo("first");
            assertThat(second.join()).isEqualTo("second");
            await().until(() -> threads.submit(() -> true)
                    .exceptionally(busy -> false)
                    .toCompletableFuture()
                    .join());
            assertThat(begun).isFalse();
        }
    }

    private static ErrorCode codeOf(Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        return ((RequestRefused) cause).code();
    }
}
