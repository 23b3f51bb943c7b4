package parley.loadtests.drive;

/** The run cannot be made; the message is for people. */
public final class DriveException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    DriveException(String message) {
        super(message);
    }
}
