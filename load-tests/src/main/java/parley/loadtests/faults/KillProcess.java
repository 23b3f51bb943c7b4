package parley.loadtests.faults;

import java.util.concurrent.TimeUnit;

/**
 * {@code kill -9}: the process is gone without a word, its connections are reset, and its supervisor starts it again.
 *
 * <p>Of a node an observer sees: its clients lose their connections at once; its chats answer nothing until the cluster has removed
 * it (failure detector and split-brain resolver, some 15 s) and its lease is over, or until it is back. Of the database: no message is
 * acked, requests fail as retryable or wait, until it is back after some seconds and what its commit log held is there.
 */
public final class KillProcess implements Fault {

    private static final int GONE_WITHIN_S = 20;

    private final String name;
    private final ClusterChild whom;

    private KillProcess(String name, ClusterChild whom) {
        this.name = name;
        this.whom = whom;
    }

    /** The process that node k is now. */
    public static KillProcess ofNode(RunningCluster cluster, int k) {
        return new KillProcess("kill node " + k, cluster.node(k).child());
    }

    /** The process that the database is now. */
    public static KillProcess ofCassandra(RunningCluster cluster) {
        return new KillProcess("kill cassandra", cluster.cassandra());
    }

    /** Returns when it is gone. */
    @Override
    public void begin() {
        ProcessHandle process = whom.process();
        process.destroyForcibly();
        process.onExit().orTimeout(GONE_WITHIN_S, TimeUnit.SECONDS).join();
    }

    /** Nothing to undo: it is started again. */
    @Override
    public void end() {}

    @Override
    public String name() {
        return name;
    }
}
