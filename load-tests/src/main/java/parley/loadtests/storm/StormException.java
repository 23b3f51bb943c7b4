package parley.loadtests.storm;

/** The run cannot go on; the message is for people. */
public final class StormException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    StormException(String message) {
        super(message);
    }

    StormException(String message, Throwable cause) {
        super(message, cause);
    }
}
