package parley.loadtests.storm;

/** How much of one chat's log a client has: every entry from 1 to {@code have}. On the client's event loop only. */
final class LeanChat {

    private final String id;
    private long have;
    private long newest;
    private long read;
    private long left;
    private long syncId;

    LeanChat(String id) {
        this.id = id;
    }

    String id() {
        return id;
    }

    long have() {
        return have;
    }

    long read() {
        return read;
    }

    long left() {
        return left;
    }

    /** Entries it knows of and has not. */
    boolean isBehind() {
        return have < newest;
    }

    /** Takes an entry, and tells whether it was new and came next; an entry beyond a gap only tells how far the log goes */
    boolean take(long seq) {
        newest = Math.max(newest, seq);
        if (seq != have + 1) {
            return false;
        }
        have = seq;
        return true;
    }

    /** The log goes at least as far as this. */
    void hear(long seq) {
        newest = Math.max(newest, seq);
    }

    void hearRead(long seq) {
        read = Math.max(read, seq);
    }

    void hearLeft(long seq) {
        left = Math.max(left, seq);
    }

    /** What it has, and what it knows of the end, cannot be trusted any more. */
    void forget() {
        have = 0;
        newest = 0;
    }

    /** A read of what is missing is under way, as this request; 0 for none. */
    void syncing(long requestId) {
        syncId = requestId;
    }

    boolean isSyncing() {
        return syncId != 0;
    }

    boolean isSyncing(long requestId) {
        return syncId == requestId;
    }
}
