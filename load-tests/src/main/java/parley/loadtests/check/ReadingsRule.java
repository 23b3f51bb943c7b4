package parley.loadtests.check;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Every whole log that a member read back has everything that the member may read and that was there when the reading began, in order and
 * without holes. An acked message that is missing is lost for this member; anything else that is missing is a gap.
 */
final class ReadingsRule implements Rule {

    @Override
    public void check(ChatHistory chat, Findings findings) {
        for (Readings.Reading reading : chat.readings()) {
            findings.exercised(Exercise.READINGS);
            List<Seen> entries = reading.entries();
            ascending(chat, reading, entries, findings);
            complete(chat, reading, entries, findings);
        }
    }

    private static void ascending(ChatHistory chat, Readings.Reading reading, List<Seen> entries, Findings findings) {
        long last = 0;
        for (Seen entry : entries) {
            if (entry.seq() <= last) {
                findings.add(Anomaly.REORDERED, chat, entry.seq(), "read after " + last + nameOf(reading));
            }
            last = entry.seq();
        }
    }

    private static void complete(ChatHistory chat, Readings.Reading reading, List<Seen> entries, Findings findings) {
        Set<Long> seqs = new HashSet<>();
        Set<Long> keys = new HashSet<>();
        entries.forEach(entry -> {
            seqs.add(entry.seq());
            keys.add(entry.key());
        });
        Log log = chat.log();
        int user = chat.history().userOf(reading.begin.client());
        long upTo = Math.min(
                Math.max(endOf(reading), chat.acked().upTo(reading.begin.nanos())),
                chat.members().readableUpTo(user, log.last()));
        for (long seq = 1; seq <= upTo; seq++) {
            Seen entry = log.at(seq);
            if (entry == null || seqs.contains(seq)) {
                continue;
            }
            Sends.Send send = entry.isMessage() ? chat.sends().find(entry.key()) : null;
            if (send != null && send.acked() && !keys.contains(entry.key())) {
                findings.add(Anomaly.LOST, chat, seq, "acked, and not in what was read" + nameOf(reading));
            } else {
                findings.add(Anomaly.GAP, chat, seq, "not in what was read" + nameOf(reading));
            }
        }
    }

    /** What the server said that the chat has. */
    private static long endOf(Readings.Reading reading) {
        return reading.pages.stream().mapToLong(Observation.Page::seq).max().orElse(0);
    }

    private static String nameOf(Readings.Reading reading) {
        return " by client " + reading.begin.client() + " over " + reading.begin.way();
    }
}
