package parley.loadtests.gatling;

/** What a virtual user needs of its run. Thread-safe. */
abstract class Stage {

    /** The address of a node's sockets; the numbers go round. */
    abstract String socket(int node);

    /** The newest of this user's tokens that there is without asking. */
    abstract Tokens.Token token(Seat seat);

    /** Epoch milliseconds. */
    abstract long now();

    /** Whether something was done to the servers in this run. */
    abstract boolean isDisturbed();

    abstract void ok(String line, long fromMs, long toMs);

    abstract void failed(String line, long fromMs, long toMs, String reason);

    /** A push reached one who had not had the message. */
    abstract void delivered(long intendedMs, long atMs);

    /** A message was found by reading that the server ought to have pushed. */
    abstract void notPushed(long intendedMs, long readMs);
}
