package parley.loadtests.faults;

import org.jspecify.annotations.Nullable;

/**
 * SIGSTOP until SIGCONT: the process stands still in the middle of whatever it did, with its connections open, and does not know.
 *
 * <p>Of a node an observer sees: connections stay and are silent; after the failure detector's patience (5 s and more) the others call it
 * unreachable and remove it; when it goes on after that, it must ack nothing that it should not, and end itself. Of the database: every
 * write waits; after the request's time-out (3 s) its outcome is unknown.
 */
public final class PauseProcess implements Fault {

    private final String name;
    private final ClusterChild whom;
    private @Nullable ProcessHandle paused;

    private PauseProcess(String name, ClusterChild whom) {
        this.name = name;
        this.whom = whom;
    }

    /** The process that node k is now. */
    public static PauseProcess ofNode(RunningCluster cluster, int k) {
        return new PauseProcess("pause node " + k, cluster.node(k).child());
    }

    /** The process that the database is now. */
    public static PauseProcess ofCassandra(RunningCluster cluster) {
        return new PauseProcess("pause cassandra", cluster.cassandra());
    }

    @Override
    public void begin() {
        ProcessHandle process = whom.process();
        paused = process;
        HostCommand.run("kill", "-STOP", Long.toString(process.pid()));
    }

    @Override
    public void end() {
        ProcessHandle process = paused;
        paused = null;
        // A process id that was given away since belongs to another start time: the handle knows.
        if (process != null && process.isAlive()) {
            HostCommand.run("kill", "-CONT", Long.toString(process.pid()));
        }
    }

    @Override
    public String name() {
        return name;
    }
}
