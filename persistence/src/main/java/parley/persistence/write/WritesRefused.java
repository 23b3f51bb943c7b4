package parley.persistence.write;

/** Too much is waiting to be written: nothing of this write was sent. Try again later. */
public final class WritesRefused extends RuntimeException {

    private static final long serialVersionUID = 1;

    WritesRefused(String message) {
        super(message, null, false, false);
    }
}
