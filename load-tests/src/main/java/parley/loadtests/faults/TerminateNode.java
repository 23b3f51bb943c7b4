package parley.loadtests.faults;

import java.util.concurrent.TimeUnit;

/**
 * SIGTERM, as a deployment stops a node: it sends its clients elsewhere, hands its shards over, leaves the cluster and ends; its
 * supervisor starts it again. One node at a time, each awaited with {@link RunningCluster#awaitReadyAgain}, is a rolling restart.
 *
 * <p>An observer sees clients reconnect to other nodes, and chats pause while they move; nothing fails for good.
 */
public final class TerminateNode implements Fault {

    private static final int GONE_WITHIN_S = 120;

    private final String name;
    private final ProcessHandle process;

    /** Of the process that the node is now. */
    public TerminateNode(RunningCluster cluster, int node) {
        name = "terminate node " + node;
        process = cluster.node(node).child().process();
    }

    /** Returns when the process has ended. */
    @Override
    public void begin() {
        process.destroy();
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
