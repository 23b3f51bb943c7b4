package parley.loadtests.faults;

/**
 * Something that goes wrong, from {@link #begin()} to {@link #end()}. Begun through {@link RunningCluster#begin}, it is ended when
 * the cluster is closed, also when the run is interrupted. One thread at a time.
 */
public interface Fault {

    /** Makes it so. Returns when it is in force. */
    void begin();

    /** Makes it good again. Does nothing if it was not begun or has ended. What was killed comes back by itself. */
    void end();

    /** For a log: what it is and whom it hits, as in {@code pause node 1}. */
    String name();
}
