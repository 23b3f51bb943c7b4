package parley.loadtests.faults;

/**
 * A process of a running cluster as its status said a moment ago, and where it is in the network. A restart changes the process, and
 * nothing else.
 *
 * @param name {@code node 1} or {@code cassandra}
 * @param pid 0 while there is no process
 * @param namespace the network namespace that it has to itself
 * @param host its address there
 */
public record ClusterChild(String name, long pid, String namespace, String host) {

    /** @throws IllegalStateException if it does not run now */
    ProcessHandle process() {
        return ProcessHandle.of(pid)
                .filter(process -> pid > 0 && process.isAlive())
                .orElseThrow(() -> new IllegalStateException(name + " does not run (pid " + pid + ")"));
    }
}
