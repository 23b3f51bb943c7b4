package parley.loadtests.check;

import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;

/** In the journal each incarnation of a chat writes on where the one before stopped, and never again; and nothing that was acked was dropped. */
final class JournalRule implements Rule {

    @Override
    public void check(ChatHistory chat, Findings findings) {
        if (!chat.hasJournal()) {
            return;
        }
        findings.exercised(Exercise.JOURNALS);
        Set<Long> epochs = new TreeSet<>();
        Set<Long> droppedKeys = new HashSet<>();
        long highest = 0;
        for (Observation observation : chat.observations()) {
            if (!(observation instanceof Observation.JournalRow row)) {
                continue;
            }
            if (!row.committed()) {
                findings.exercised(Exercise.ROWS_DROPPED);
                dropped(chat, row, droppedKeys, findings);
                continue;
            }
            epochs.add(row.epoch());
            if (row.epoch() < highest) {
                findings.add(
                        Anomaly.TWO_WRITERS,
                        chat,
                        row.entry().seq(),
                        "written by epoch " + row.epoch() + " after epoch " + highest);
            }
            highest = Math.max(highest, row.epoch());
        }
        findings.exercised(Exercise.HAND_OFFS, Math.max(0, epochs.size() - 1));
    }

    private static void dropped(ChatHistory chat, Observation.JournalRow row, Set<Long> keys, Findings findings) {
        Sends.Send send = chat.sends().find(row.key());
        boolean elsewhere = chat.log().seqOf(row.key()) > 0;
        if (send != null && send.isMessage() && send.acked() && !elsewhere && keys.add(row.key())) {
            findings.add(
                    Anomaly.TWO_WRITERS,
                    chat,
                    row.entry().seq(),
                    "acked, and dropped from the journal: written by epoch " + row.epoch());
        }
    }
}
