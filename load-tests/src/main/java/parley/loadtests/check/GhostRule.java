package parley.loadtests.check;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Whatever anybody saw was sent, and not refused for certain. */
final class GhostRule implements Rule {

    @Override
    public void check(ChatHistory chat, Findings findings) {
        Set<Long> ghosts = new HashSet<>();
        for (Observation observation : chat.observations()) {
            for (Seen entry : entriesOf(observation)) {
                if (entry.isMessage()) {
                    look(chat, entry.seq(), entry.key(), ghosts, findings);
                }
            }
            if (observation instanceof Observation.Shown shown && shown.key() != 0) {
                look(chat, shown.seq(), shown.key(), ghosts, findings);
            }
        }
    }

    static List<Seen> entriesOf(Observation observation) {
        if (observation instanceof Observation.Deliver deliver) {
            return deliver.entries();
        } else if (observation instanceof Observation.Page page) {
            return page.entries();
        } else if (observation instanceof Observation.JournalRow row && row.committed()) {
            return List.of(row.entry());
        }
        return List.of();
    }

    private static void look(ChatHistory chat, long seq, long key, Set<Long> ghosts, Findings findings) {
        Sends.Send send = chat.sends().find(key);
        if ((send == null || send.failed()) && ghosts.add(key)) {
            String why = send == null ? "nobody sent it" : "each sending of it was refused";
            findings.add(Anomaly.GHOST, chat, seq, why + ": " + Long.toHexString(key));
        }
    }
}
