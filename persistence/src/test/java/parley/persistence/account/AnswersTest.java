package parley.persistence.account;

import static org.assertj.core.api.Assertions.assertThat;

import com.datastax.oss.driver.api.core.DriverTimeoutException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import parley.engine.account.StoreUnavailable;

class AnswersTest {

    @Test
    void callsATimeOutOfTheDriverUnavailable() {
        CompletionStage<Object> timedOut =
                CompletableFuture.failedFuture(new DriverTimeoutException("Query timed out after PT2S"));

        assertThat(failure(Answers.of("read", timedOut.thenApply(value -> value))))
                .isInstanceOf(StoreUnavailable.class)
                .hasMessage("read")
                .hasCauseInstanceOf(DriverTimeoutException.class);
    }

    @Test
    void leavesABugABug() {
        CompletionStage<Object> broken = CompletableFuture.failedFuture(new IllegalStateException("a bug"));

        assertThat(failure(Answers.of("read", broken.thenApply(value -> value))))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("a bug");
    }

    private static Throwable failure(CompletionStage<?> stage) {
        return stage.handle((value, failure) -> failure.getCause())
                .toCompletableFuture()
                .join();
    }
}
