package parley.server.local;

/**
 * Why a local cluster cannot start or go on, for the person at the terminal: one line that says what is wrong and, after a colon,
 * the way out. Not a bug, so it is shown without a stack trace.
 */
public final class ClusterFault extends RuntimeException {

    private final String problem;
    private final String wayOut;

    public ClusterFault(String problem, String wayOut) {
        super(problem + ": " + wayOut);
        this.problem = problem;
        this.wayOut = wayOut;
    }

    public ClusterFault(String problem, String wayOut, Throwable cause) {
        super(problem + ": " + wayOut, cause);
        this.problem = problem;
        this.wayOut = wayOut;
    }

    String problem() {
        return problem;
    }

    String wayOut() {
        return wayOut;
    }
}
