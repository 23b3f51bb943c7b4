package parley.server.local;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One node of a local cluster and its process. Used by the supervisor's thread only. */
final class LocalNode {

    private static final Duration LEAVE_TIMEOUT = Duration.ofSeconds(140);

    private final NodeAddress address;
    private final NodeLauncher launcher;
    private final Management management;
    private final Backoff backoff;
    private NodeState state = NodeState.DOWN;
    private @Nullable Process process;
    private String distribution = "";
    private long startAtNanos;
    private long leaveUntilNanos;

    /** {@code restartAfter}: how long the node stays down after it died, at least. */
    LocalNode(NodeAddress address, NodeLauncher launcher, Management management, Duration restartAfter) {
        this.address = address;
        this.launcher = launcher;
        this.management = management;
        this.backoff = new Backoff(restartAfter);
    }

    NodeAddress address() {
        return address;
    }

    Path log() {
        return launcher.log(address);
    }

    /** What the process said last on its standard error. */
    Optional<String> lastWords() {
        return launcher.lastWords(address);
    }

    NodeState state() {
        return state;
    }

    void start(List<NodeAddress> seeds, List<String> cassandra) {
        try {
            Distribution chosen = launcher.distributionFor(address);
            process = launcher.start(address, chosen, seeds, cassandra);
            distribution = chosen.root().toString();
            state = NodeState.STARTING;
        } catch (IOException e) {
            throw new ClusterFault("cannot start " + address.name(), "mend this: " + e.getMessage(), e);
        }
    }

    /** Whether it just became ready. */
    boolean becameReady() {
        if (state != NodeState.STARTING || !management.isReady(address)) {
            return false;
        }
        state = NodeState.READY;
        backoff.reset();
        return true;
    }

    /** Whether it is a member of a cluster now, as it says itself. */
    boolean isMember() {
        return state == NodeState.READY
                && management.memberStatus(address).filter("Up"::equals).isPresent();
    }

    /** Whether its process just died. It is due to start again after a while. */
    boolean died() {
        Process current = process;
        if (current == null || current.isAlive()) {
            return false;
        }
        state = NodeState.DOWN;
        postpone();
        return true;
    }

    /** It is due to start after a while, which is longer each time until it was ready. */
    void postpone() {
        startAtNanos = System.nanoTime() + backoff.next().toNanos();
    }

    /** The exit status of the process that died; forgets the process. */
    int buryProcess() {
        Process dead = process;
        process = null;
        return dead == null ? 0 : dead.exitValue();
    }

    boolean isDueToStart() {
        return state == NodeState.DOWN && System.nanoTime() - startAtNanos >= 0;
    }

    /** Tells it to leave the cluster in order; {@link #hasLeft} says when it did. */
    void leave() {
        Process running = process;
        if (running != null) {
            state = NodeState.STOPPING;
            leaveUntilNanos = System.nanoTime() + LEAVE_TIMEOUT.toNanos();
            // Not Process.destroy(): that also closes the pipe by which the node would take us for dead.
            running.toHandle().destroy();
        }
    }

    /** Whether it was told to leave and is gone; kills it when that takes too long. */
    boolean hasLeft() {
        Process leaving = process;
        if (state != NodeState.STOPPING) {
            return false;
        }
        if (leaving != null && leaving.isAlive()) {
            if (System.nanoTime() - leaveUntilNanos > 0) {
                leaving.destroyForcibly();
            }
            return false;
        }
        process = null;
        state = NodeState.DOWN;
        return true;
    }

    /** Lets it leave the cluster in order; kills it when that takes too long. Returns when it is gone. */
    void stop() {
        leave();
        Process running = process;
        if (running == null) {
            return;
        }
        try {
            if (!running.waitFor(LEAVE_TIMEOUT.toSeconds(), TimeUnit.SECONDS)) {
                running.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            running.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        process = null;
        state = NodeState.DOWN;
    }

    boolean is(RestartRequest asked) {
        Process running = process;
        return running != null && address.index() == asked.node() && running.pid() == asked.pid();
    }

    ClusterState.Node snapshot() {
        Process running = process;
        return new ClusterState.Node(running == null ? 0 : running.pid(), address, state, distribution);
    }
}
