package parley.persistence.embedded;

import org.jspecify.annotations.Nullable;

/** Why the Cassandra child process is not there. The message is meant for the person at the terminal. */
public final class EmbeddedCassandraException extends Exception {

    private static final long serialVersionUID = 1;

    /** What to do about it differs by kind. */
    public enum Reason {
        /** The jars of the child process are missing: build or unpack them. */
        NOT_INSTALLED,
        /** One of the two ports belongs to another process. */
        PORT_TAKEN,
        /** Less than {@link EmbeddedCassandra#FREE_BYTES_MIN} free at start, or the disk filled up. */
        DISK_FULL,
        /** A newer version of Cassandra wrote the data directory. */
        DATA_TOO_NEW,
        /** Another process holds the data directory and does not let go of it. */
        DIRECTORY_IN_USE,
        /** The process ended before it answered; the message has its last words. */
        DIED_AT_START,
        /** The process lives but does not answer within the start time-out. */
        NOT_READY
    }

    private final Reason reason;

    EmbeddedCassandraException(Reason reason, String message) {
        this(reason, message, null);
    }

    EmbeddedCassandraException(Reason reason, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
