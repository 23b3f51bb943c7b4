package parley.engine.account;

/** The store did not answer, or not in time: nothing is known of the outcome. Carries no stack trace of its own. */
public final class StoreUnavailable extends RuntimeException {

    public StoreUnavailable(String what, Throwable cause) {
        super(what, cause, false, false);
    }
}
