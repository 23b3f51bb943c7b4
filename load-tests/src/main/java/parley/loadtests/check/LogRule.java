package parley.loadtests.check;

import java.util.HashMap;
import java.util.Map;

/** The log in itself: no holes, no message twice, and messages counted right. */
final class LogRule implements Rule {

    @Override
    public void check(ChatHistory chat, Findings findings) {
        Log log = chat.log();
        if (!log.isKnown()) {
            return;
        }
        Map<Long, Long> seqs = new HashMap<>();
        for (long seq = 1; seq <= log.last(); seq++) {
            Seen entry = log.at(seq);
            if (entry == null) {
                findings.add(Anomaly.GAP, chat, seq, "nothing in the log");
                continue;
            }
            Long before = entry.isMessage() ? seqs.putIfAbsent(entry.key(), seq) : null;
            if (before != null) {
                findings.add(Anomaly.DUPLICATED, chat, seq, "also at " + before + ": " + Long.toHexString(entry.key()));
            }
            if (entry.n() != log.messagesUpTo(seq)) {
                findings.add(
                        Anomaly.MISCOUNTED,
                        chat,
                        seq,
                        "n " + entry.n() + ", and there are " + log.messagesUpTo(seq) + " messages up to here");
            }
        }
        changesTwice(chat, findings);
    }

    /** Only the journal tells the keys of what is no message. */
    private static void changesTwice(ChatHistory chat, Findings findings) {
        Map<Long, Long> seqs = new HashMap<>();
        for (Observation observation : chat.observations()) {
            if (observation instanceof Observation.JournalRow row
                    && row.committed()
                    && row.key() != 0
                    && !row.entry().isMessage()) {
                Long before = seqs.putIfAbsent(row.key(), row.entry().seq());
                if (before != null) {
                    findings.add(Anomaly.DUPLICATED, chat, row.entry().seq(), "the same change is also at " + before);
                }
            }
        }
    }
}
