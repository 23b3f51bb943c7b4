package parley.server.local;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Processes of a supervisor that is gone. They end by themselves within seconds; a new start on the same data waits for that,
 * because they still hold ports and files. A process counts only if its command line names the data directory: the number may
 * have been given to another process since.
 */
final class Orphans {

    private static final Duration PATIENCE = Duration.ofSeconds(40);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(200);

    private Orphans() {}

    static List<ProcessHandle> of(DataDirectory data) {
        Optional<ClusterState> last = ClusterState.read(data.stateFile());
        if (last.isEmpty()) {
            return List.of();
        }
        var pids = new ArrayList<Long>();
        pids.add(last.get().cassandra().pid());
        last.get().nodes().forEach(node -> pids.add(node.pid()));
        return pids.stream()
                .filter(pid -> pid > 0)
                .flatMap(pid -> ProcessHandle.of(pid).stream())
                .filter(process -> isOf(data, process))
                .toList();
    }

    private static boolean isOf(DataDirectory data, ProcessHandle process) {
        return process.isAlive()
                && process.info()
                        .commandLine()
                        .map(line -> line.contains(data.path().toString()))
                        .orElse(false);
    }

    /** Waits until all are gone. */
    static void await(DataDirectory data, Consumer<String> say) {
        List<ProcessHandle> orphans = of(data);
        if (orphans.isEmpty()) {
            return;
        }
        say.accept("the last run did not stop in order; waiting for its processes to end");
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!orphans.isEmpty()) {
            if (System.nanoTime() - deadline > 0) {
                throw new ClusterFault(
                        "processes of an earlier run still use " + data.path(),
                        "kill "
                                + String.join(
                                        " ",
                                        orphans.stream()
                                                .map(p -> Long.toString(p.pid()))
                                                .toList()));
            }
            Pause.of(LOOK_AGAIN);
            orphans = of(data);
        }
    }
}
