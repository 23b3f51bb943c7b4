package parley.server.local;

import java.util.Locale;

/** What the supervisor knows about a node's process. */
enum NodeState {
    /** The process runs; it has not said that it is ready since it started. */
    STARTING,
    /** A message could be sent through it when it was last asked. */
    READY,
    /** It was told to leave. */
    STOPPING,
    /** There is no process. */
    DOWN;

    /** As it is shown. */
    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
