package parley.loadtests.demo;

import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Something that the demo asked for was refused, or did not come in time; the message is for people. */
final class DemoException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private DemoException(String message, Throwable cause) {
        super(message, cause);
    }

    /** Waits for a stage, never on a client's own thread. */
    static <T> T await(CompletionStage<T> stage, Duration timeout) {
        try {
            return stage.toCompletableFuture().get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new DemoException("nothing within " + timeout, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DemoException("interrupted", e);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw cause instanceof DemoException demo
                    ? demo
                    : new DemoException(String.valueOf(cause.getMessage()), cause);
        }
    }
}
