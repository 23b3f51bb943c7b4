package parley.loadtests.check;

import java.util.List;

/**
 * One thing that happened in a run. All of a run have one clock ({@link System#nanoTime}) and one order, in which they were recorded:
 * what a client was about to say is recorded before it leaves, what it heard after it arrived. So if an answer stands before a
 * question, then it came before the question was asked. Users, chats, faults and codes are numbers of names.
 */
public sealed interface Observation {

    long nanos();

    /** What is about one chat. */
    sealed interface InChat extends Observation {
        int chat();
    }

    /** A client and whose it is: one device of a user. */
    record Client(long nanos, int client, int user) implements Observation {}

    /** A client begins to open a connection to a node. */
    record Connect(long nanos, int connection, int client, int socket) implements Observation {}

    /** What a client says in its hello that it has. */
    record Hello(long nanos, int connection, List<Place> chats) implements Observation {}

    /** How the server says that the client may go on; with no chats in it, only the connection as a whole. */
    record Welcome(long nanos, int connection, Continuity continuity, List<Place> chats) implements Observation {}

    /** A connection is over. */
    record Close(long nanos, int connection, int code) implements Observation {}

    /** A client was closed for good, or told not to come back. */
    record Ended(long nanos, int client) implements Observation {}

    /** The server says, without an entry, that a chat has entries up to a seq, and how many messages: a list row, a heartbeat. */
    record Told(long nanos, int connection, int chat, long seq, long n) implements InChat {}

    /** The server says that it dropped pushes on this connection. */
    record Resync(long nanos, int connection) implements Observation {}

    /** A client sends, for the first time or again. {@code key} is 0 only in what is not a message nor a change. */
    record Invoke(long nanos, int connection, int chat, Action action, long key, long body) implements InChat {}

    /** How one sending ended; {@code seq} is 0 where there is none, {@code code} the error's name or 0. */
    record Outcome(
            long nanos,
            int connection,
            int chat,
            Action action,
            long key,
            Result result,
            long seq,
            boolean duplicate,
            int code)
            implements InChat {}

    /** Entries pushed on a connection. */
    record Deliver(long nanos, int connection, int chat, List<Seen> entries) implements InChat {}

    /** The client shows an entry to whoever uses it. */
    record Shown(long nanos, int client, int chat, long seq, long key, long body) implements InChat {}

    /** The client dropped what it had of a chat and goes on after a seq. */
    record Restarted(long nanos, int client, int chat, long afterSeq) implements InChat {}

    /** A page of a chat's log; {@code connection} is 0 over HTTP. {@code seq}, {@code n}, {@code end} as the server says them. */
    record Page(
            long nanos,
            long askedNanos,
            int client,
            int connection,
            int chat,
            Range range,
            List<Seen> entries,
            long seq,
            long n,
            boolean end)
            implements InChat {}

    /** A client is about to read the whole log of a chat, one way or the other: the pages that follow must make it up. */
    record Reading(long nanos, int client, int chat, Way way, int node) implements InChat {}

    /** A client says that somebody got so far. */
    record PositionSet(long nanos, int connection, int chat, boolean read, long seq) implements InChat {}

    /** The server says that this is stored. */
    record PositionDone(long nanos, int connection, int chat, boolean read, long seq) implements InChat {}

    /**
     * The server says how far a user got; -1 where it does not say. {@code n} belongs to {@code read}.
     *
     * @param askedNanos when the client asked; {@code nanos} in what was pushed
     */
    record PositionSeen(
            long nanos,
            long askedNanos,
            int client,
            int connection,
            int chat,
            int user,
            Source source,
            long delivered,
            long read,
            long n)
            implements InChat {}

    /** Somebody begins to do something to the servers, or has stopped. */
    record Fault(long nanos, int name, boolean begins) implements Observation {}

    /** Load and faults are over, and what was under way has ended: what is read from now on is what is there. */
    record Quiesced(long nanos) implements Observation {}

    /** A client found the server to act against the protocol. */
    record Objection(long nanos, int client, String what) implements Observation {}

    /** A chat's rows in the journal are about to follow. */
    record JournalChat(long nanos, int chat) implements InChat {}

    /** A row of the journal, and whether it is an entry or was dropped. {@code key} is also there for what is no message. */
    record JournalRow(long nanos, int chat, long epoch, boolean committed, long key, Seen entry) implements InChat {}

    /** A chat, and how far: what a client has of it, or what the server has and how to go on. */
    record Place(int chat, long seq, Continuity continuity) {}

    /** As in {@code welcome}. */
    enum Continuity {
        UNSAID,
        PROVEN,
        TOO_LONG,
        RESET
    }

    /** What a client asks a chat to do. */
    enum Action {
        SEND,
        ADD,
        REMOVE,
        LEAVE,
        RENAME
    }

    /** What is known of one sending afterwards. */
    enum Result {
        /** Done. */
        OK,
        /** Not done, and will not be. */
        FAIL,
        /** Not known. */
        INFO
    }

    /** How a page was asked for. {@code FORWARDS} and {@code BACKWARDS} are parts of reading a log, {@code SYNC} fills a gap. */
    enum Direction {
        FORWARDS,
        BACKWARDS,
        SYNC
    }

    /** Over which way a log is read. */
    enum Way {
        SOCKET,
        HTTP
    }

    /** Where a position comes from: the list (or a chat of it), receipts that were asked for, or a push. */
    enum Source {
        LIST,
        RECEIPTS,
        PUSH
    }

    /** Which page was asked for; {@code cursor} is exclusive, and 0 for the newest page backwards. */
    record Range(Direction direction, long cursor) {}
}
