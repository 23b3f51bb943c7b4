package parley.engine.lease;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * The rows in which nodes say that they are alive: a version for each incarnation of a node, which only that incarnation raises.
 * Changed by lightweight transactions only, read serially. Rows vanish by themselves long after their node has. Thread-safe. A
 * stage that fails means unknown: the row may have changed; doing the same again is safe. Only {@link NodeRemoved} is final.
 */
public interface NodeLeases {

    /** Writes the row of a fresh incarnation, if it is not there already. Fails with {@link NodeRemoved}. */
    CompletionStage<Renewal> begin(NodeIncarnation holder);

    /**
     * Raises the version. Empty when the row is gone, or has a version that is neither this one nor the next. Fails with {@link
     * NodeRemoved}.
     */
    CompletionStage<Optional<Renewal>> renew(NodeIncarnation holder, long version);

    /** The cluster has removed the node: no incarnation of it begins or renews any more. */
    CompletionStage<Void> remove(String node);

    /** The node was removed from the cluster, whether it knows or not. */
    final class NodeRemoved extends RuntimeException {
        public NodeRemoved(String node) {
            super("node: " + node + " (expected: one that the cluster has not removed)");
        }
    }

    /** The versions of a node's incarnations, as they are now. */
    CompletionStage<Map<Integer, Long>> versions(String node);

    /**
     * The row's version now. {@code raised}: made so by this very request; otherwise by an earlier one whose answer was lost, and nobody
     * knows when that was.
     */
    record Renewal(long version, boolean raised) {}
}
