package parley.engine.lease;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * The rows in which nodes say that they are alive: a version for each incarnation of a node, which only that incarnation raises.
 * Changed by lightweight transactions only, read serially. Rows vanish by themselves long after their node has. Thread-safe. A
 * stage that fails means unknown: the row may have changed; doing the same again is safe.
 */
public interface NodeLeases {

    /** Writes the row of a fresh incarnation, if it is not there already. */
    CompletionStage<Renewal> begin(NodeIncarnation holder);

    /** Raises the version. Empty when the row is gone, or has a version that is neither this one nor the next. */
    CompletionStage<Optional<Renewal>> renew(NodeIncarnation holder, long version);

    /** The versions of a node's incarnations, as they are now. */
    CompletionStage<Map<Integer, Long>> versions(String node);

    /**
     * The row's version now. {@code raised}: made so by this very request; otherwise by an earlier one whose answer was lost, and nobody
     * knows when that was.
     */
    record Renewal(long version, boolean raised) {}
}
