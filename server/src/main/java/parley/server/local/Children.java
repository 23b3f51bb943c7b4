package parley.server.local;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The last broom: whatever this process started and is still there, for instance a database that was just starting. */
final class Children {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private Children() {}

    /** Returns when no child is left. */
    static void sweep() {
        List<ProcessHandle> left = ProcessHandle.current().children().toList();
        left.forEach(ProcessHandle::destroy);
        var gone =
                CompletableFuture.allOf(left.stream().map(ProcessHandle::onExit).toArray(CompletableFuture[]::new));
        try {
            gone.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (TimeoutException | ExecutionException e) {
            left.forEach(ProcessHandle::destroyForcibly);
        } catch (InterruptedException e) {
            left.forEach(ProcessHandle::destroyForcibly);
            Thread.currentThread().interrupt();
        }
    }
}
