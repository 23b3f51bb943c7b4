package parley.loadtests.check;

import java.util.HashMap;
import java.util.Map;

/**
 * On one connection the pushes of a chat follow each other without leaving an entry out, unless the server said in another way that there is
 * one: in the welcome, the list, a heartbeat, a page, or by {@code resync}. During faults a push may be missing; then the client asks
 * for it, which is counted. What a client shows leaves nothing out at any time.
 */
final class PushesRule implements Rule {

    private final Spans disturbed;

    /** @param disturbed when a push may be missing */
    PushesRule(Spans disturbed) {
        this.disturbed = disturbed;
    }

    private record Heard(long seq, long nanos) {}

    @Override
    public void check(ChatHistory chat, Findings findings) {
        Map<Integer, Heard> heard = new HashMap<>();
        Map<Integer, Long> shown = new HashMap<>();
        for (Observation observation : chat.observations()) {
            if (observation instanceof Observation.Welcome welcome) {
                welcome.chats().stream()
                        .filter(place -> chat.name().equals(chat.history().name(place.chat())))
                        .forEach(place -> hear(heard, welcome.connection(), place.seq(), welcome.nanos()));
            } else if (observation instanceof Observation.Told told) {
                hear(heard, told.connection(), told.seq(), told.nanos());
            } else if (observation instanceof Observation.Page page && page.connection() != 0) {
                hear(heard, page.connection(), page.seq(), page.nanos());
            } else if (observation instanceof Observation.Deliver deliver) {
                deliver.entries().forEach(entry -> pushed(chat, heard, deliver, entry.seq(), findings));
            } else if (observation instanceof Observation.Restarted restarted) {
                shown.put(restarted.client(), restarted.afterSeq());
            } else if (observation instanceof Observation.Shown it) {
                Long before = shown.put(it.client(), it.seq());
                if (before != null && it.seq() != before + 1) {
                    findings.add(
                            Anomaly.SKIPPED, chat, it.seq(), "shown by client " + it.client() + " after " + before);
                }
            }
        }
    }

    private static void hear(Map<Integer, Heard> heard, int connection, long seq, long nanos) {
        heard.merge(
                connection, new Heard(seq, nanos), (old, now) -> old.seq > now.seq ? new Heard(old.seq, nanos) : now);
    }

    private void pushed(
            ChatHistory chat, Map<Integer, Heard> heard, Observation.Deliver deliver, long seq, Findings findings) {
        Heard before = heard.get(deliver.connection());
        if (before != null && seq <= before.seq) {
            findings.exercised(Exercise.PUSHED_AGAIN);
        } else if (before != null
                && seq > before.seq + 1
                && isFor(chat, deliver.connection(), before.seq + 1, seq - 1)) {
            if (disturbed.touches(before.nanos, deliver.nanos())
                    || chat.history().resyncedBetween(deliver.connection(), before.nanos, deliver.nanos())) {
                findings.exercised(Exercise.GAPS_REPAIRED);
            } else {
                findings.add(
                        Anomaly.SKIPPED,
                        chat,
                        seq,
                        "pushed on connection " + deliver.connection() + " after " + before.seq);
            }
        }
        hear(heard, deliver.connection(), seq, deliver.nanos());
    }

    /** Whether the user should have had an entry of these. */
    private static boolean isFor(ChatHistory chat, int connection, long first, long last) {
        int user = chat.history().userOfConnection(connection);
        for (long seq = first; seq <= last; seq++) {
            if (chat.members().isFor(user, seq)) {
                return true;
            }
        }
        return false;
    }
}
