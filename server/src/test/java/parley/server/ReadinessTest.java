package parley.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class ReadinessTest {

    private final Readiness readiness = new Readiness();
    private final CompletableFuture<Void> part = new CompletableFuture<>();

    private boolean isReady() {
        return readiness.isReady().toCompletableFuture().join();
    }

    @Test
    void isReadyWhenAllIsWiredAndEveryPartHasStarted() {
        readiness.requireStarted("part", part);
        assertThat(isReady()).isFalse();
        readiness.wiringDone();
        assertThat(isReady()).isFalse();
        part.complete(null);
        assertThat(isReady()).isTrue();
    }

    @Test
    void aPartThatFailedToStartIsNeverReady() {
        readiness.requireStarted("part", part);
        readiness.wiringDone();
        part.completeExceptionally(new IllegalStateException("port taken"));
        assertThat(isReady()).isFalse();
    }

    @Test
    void aCheckThatFailsOrThrowsMeansNo() {
        readiness.wiringDone();
        readiness.require("fails", () -> CompletableFuture.failedFuture(new IllegalStateException("away")));
        assertThat(isReady()).isFalse();
        readiness.require("fails", () -> {
            throw new IllegalStateException("away");
        });
        assertThat(isReady()).isFalse();
        readiness.require("fails", () -> CompletableFuture.completedFuture(true));
        assertThat(isReady()).isTrue();
    }

    @Test
    void isNotReadyAnyMoreOnceItLeavesWhateverTheChecksSay() {
        readiness.require("fine", () -> CompletableFuture.completedFuture(true));
        readiness.wiringDone();
        readiness.wasReady();
        assertThat(readiness.wasReady()).isTrue();

        readiness.leaving();

        assertThat(isReady()).isFalse();
        assertThat(readiness.wasReady()).isFalse();
    }
}
