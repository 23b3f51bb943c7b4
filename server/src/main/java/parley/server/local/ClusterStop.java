package parley.server.local;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/** Stops the cluster that runs on a data directory, from another process. */
public final class ClusterStop {

    private static final Duration PATIENCE = Duration.ofMinutes(14);

    private ClusterStop() {}

    /** Returns when nothing runs there any more; whether something did. */
    public static boolean stop(DataDirectory data, Consumer<String> say) {
        Optional<ProcessHandle> supervisor = data.runningSupervisor().flatMap(ProcessHandle::of);
        if (supervisor.isEmpty()) {
            List<ProcessHandle> orphans = Orphans.of(data);
            Orphans.await(data, say);
            IsolatedNetwork.removeLeftovers(data);
            return !orphans.isEmpty();
        }
        say.accept("stopping what runs on " + data.path());
        supervisor.get().destroy();
        try {
            supervisor.get().onExit().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (TimeoutException | ExecutionException e) {
            throw new ClusterFault(
                    "the supervisor (pid " + supervisor.get().pid() + ") does not stop",
                    "kill -9 " + supervisor.get().pid() + "; its children end by themselves then",
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
        Orphans.await(data, say);
        IsolatedNetwork.removeLeftovers(data);
        say.accept("stopped");
        return true;
    }
}
