package parley.loadtests.gatling;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * How far a virtual user has a chat's log, by the rules of {@code docs/protocol.md} 4. An entry that the server ought to have pushed, and that
 * came in a page only, is missed until its push comes after all. Not thread-safe.
 */
final class ChatCopy {

    private static final long UNKNOWN = Long.MAX_VALUE;

    private long have;
    /** The highest seq that is known to exist. */
    private long end;
    /** What came after this on the connection has to be pushed. */
    private long floor = UNKNOWN;

    private boolean asking;
    private final Set<Long> beyondGap = new HashSet<>();
    private final Map<Long, Missed> missed = new TreeMap<>();

    /** A message that was read and not pushed; when it was meant to be sent, and when it was read. */
    record Missed(long intendedMs, long readMs) {}

    /** @param have begins here: what was before is not read */
    ChatCopy(long have) {
        this.have = have;
        this.end = have;
    }

    long have() {
        return have;
    }

    boolean isBehind() {
        return end > have;
    }

    /** Told by the server, not pushed: there are entries up to here. */
    void exists(long seq) {
        end = Math.max(end, seq);
    }

    /** Told on a new connection: what comes after this will be pushed. */
    void pushedAfter(long seq) {
        exists(seq);
        if (floor == UNKNOWN) {
            floor = seq;
        }
    }

    /** The connection is over: what is missing will be read on the next one. */
    void disconnected() {
        floor = UNKNOWN;
        asking = false;
        missed.clear();
    }

    /** The server said that it dropped pushes. */
    void pushesDropped() {
        floor = UNKNOWN;
        asking = false;
    }

    /** Whether a pushed entry is news to this user. */
    boolean pushed(long seq) {
        if (missed.remove(seq) != null) {
            return true;
        }
        if (seq <= have || beyondGap.contains(seq)) {
            return false;
        }
        exists(seq);
        beyondGap.add(seq);
        closeGap();
        return true;
    }

    /** An entry of a page; intended -1 for what is no message of another's. */
    void read(long seq, long intendedMs, long nowMs) {
        if (seq <= have) {
            return;
        }
        boolean wasPushed = beyondGap.remove(seq);
        have = seq;
        if (!wasPushed && seq > floor && intendedMs >= 0) {
            missed.put(seq, new Missed(intendedMs, nowMs));
        }
        closeGap();
    }

    private void closeGap() {
        while (beyondGap.remove(have + 1)) {
            have++;
        }
    }

    /** Whether to ask for what is missing now. */
    boolean ask() {
        if (asking || !isBehind()) {
            return false;
        }
        asking = true;
        return true;
    }

    void answered(long chatSeq) {
        asking = false;
        exists(chatSeq);
        if (floor == UNKNOWN) {
            floor = chatSeq;
        }
    }

    /** There was no page: to be asked for again. */
    void refused() {
        asking = false;
    }

    /** Forgets the log: the next page is where it begins again. */
    void restart(long seq) {
        have = seq;
        end = Math.max(end, seq);
        beyondGap.clear();
    }

    /** Takes out what was read before a time and has not been pushed since. */
    List<Missed> missedBefore(long readMs) {
        List<Missed> all = new ArrayList<>();
        for (Iterator<Missed> each = missed.values().iterator(); each.hasNext(); ) {
            Missed one = each.next();
            if (one.readMs() < readMs) {
                all.add(one);
                each.remove();
            }
        }
        return all;
    }
}
