package parley.loadtests.client;

import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The one place where a stage's failure is taken out of its wrappings, and the one way to block on a stage.
 */
public final class Failures {

    private Failures() {}

    /** The cause beneath the wrappers that stages put around it. */
    public static Throwable unwrap(Throwable failure) {
        Throwable cause = failure;
        while ((cause instanceof CompletionException || cause instanceof ExecutionException)
                && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }

    /**
     * Waits for a stage, never on a client's own thread.
     *
     * @throws WireException what the stage failed with, or {@link WireException#DEADLINE} when the time is over
     */
    public static <T> T await(CompletionStage<T> stage, Duration timeout) {
        try {
            return stage.toCompletableFuture().get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw WireException.of(WireException.DEADLINE, "nothing within " + timeout);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw WireException.of(WireException.ENDED, "interrupted");
        } catch (ExecutionException e) {
            Throwable cause = unwrap(e);
            throw cause instanceof WireException wire ? wire : new IllegalStateException("unexpected failure", cause);
        }
    }
}
