package parley.loadtests.check;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a chat's log is in the end: as its journal has it, or else as members read it back, or else, where nobody did, as it was seen. Immutable.
 */
final class Log {

    /** As many entries as the server lets a chat have, or fewer: a seq above cannot be one. */
    static final int SEQ_MAX = 1 << 26;

    private final Seen[] bySeq;
    private final int[] messagesUpTo;
    private final Map<Long, Long> seqByKey = new HashMap<>();
    private final boolean known;

    /**
     * @param entries of two with one seq the first counts
     * @param known whether somebody has read the whole log after the run
     */
    Log(List<Seen> entries, boolean known) {
        this.known = known;
        long last = entries.stream()
                .mapToLong(Seen::seq)
                .filter(seq -> seq <= SEQ_MAX)
                .max()
                .orElse(0);
        bySeq = new Seen[(int) last + 1];
        for (Seen entry : entries) {
            if (entry.seq() >= 1 && entry.seq() <= last && bySeq[(int) entry.seq()] == null) {
                bySeq[(int) entry.seq()] = entry;
            }
        }
        messagesUpTo = new int[bySeq.length];
        for (int seq = 1; seq < bySeq.length; seq++) {
            Seen entry = bySeq[seq];
            boolean message = entry != null && entry.isMessage();
            messagesUpTo[seq] = messagesUpTo[seq - 1] + (message ? 1 : 0);
            if (message) {
                seqByKey.putIfAbsent(entry.key(), (long) seq);
            }
        }
    }

    /** Whether what is not here is nowhere. */
    boolean isKnown() {
        return known;
    }

    long last() {
        return bySeq.length - 1L;
    }

    @Nullable
    Seen at(long seq) {
        return seq >= 1 && seq < bySeq.length ? bySeq[(int) seq] : null;
    }

    /** Where a message is; 0 if it is not there. */
    long seqOf(long key) {
        return seqByKey.getOrDefault(key, 0L);
    }

    /** The messages up to an entry; -1 beyond the end. */
    long messagesUpTo(long seq) {
        return seq >= 0 && seq < messagesUpTo.length ? messagesUpTo[(int) seq] : -1;
    }

    /** The entries around one, in words. */
    List<String> around(long seq, int each) {
        List<String> lines = new ArrayList<>();
        long from = Math.max(1, Math.min(seq, last() + 1) - each);
        for (long one = from; one <= Math.min(last(), seq + each); one++) {
            Seen entry = at(one);
            lines.add(entry == null ? one + " nothing" : entry.toString());
        }
        return List.copyOf(lines);
    }
}
