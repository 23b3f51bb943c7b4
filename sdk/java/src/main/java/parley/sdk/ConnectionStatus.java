package parley.sdk;

/**
 * How the connection is going.
 *
 * @param reason why it stopped; {@link Reason#NONE} while it did not, or when it was asked to
 * @param nextAttemptAt when the next attempt is due while waiting, by the client's clock
 * @param since since when it is online, or is not
 */
public record ConnectionStatus(State state, Reason reason, long nextAttemptAt, long since) {

    /** What it is doing. */
    public enum State {
        /** A socket is being opened, or the server greets. */
        CONNECTING,
        /** The chat list is being read; requests are answered. */
        SYNCING,
        /** Everything is as the server has it. */
        ONLINE,
        /** Between two attempts. */
        WAITING,
        /** There will be no other attempt, until {@link Client#reconnect}. */
        STOPPED
    }

    /** Why there will be no other attempt. */
    public enum Reason {
        /** It did not stop, or was closed. */
        NONE,
        /** No fresh token is to be had: log in again. */
        SIGNED_OUT,
        /** Somebody revoked this device: log in again. */
        REVOKED,
        /** The user has too many connections, and this was the oldest. */
        REPLACED
    }

    boolean online() {
        return state == State.ONLINE;
    }
}
