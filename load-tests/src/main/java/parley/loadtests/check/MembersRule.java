package parley.loadtests.check;

/**
 * Entries are pushed to members only, and read by members up to the end, by those who were members up to the entry that ended it. By the log's
 * own account of who is one.
 */
final class MembersRule implements Rule {

    @Override
    public void check(ChatHistory chat, Findings findings) {
        if (!chat.log().isKnown()) {
            return;
        }
        for (Observation observation : chat.observations()) {
            if (observation instanceof Observation.Deliver deliver) {
                pushed(chat, deliver, findings);
            } else if (observation instanceof Observation.Page page) {
                read(chat, page, findings);
            }
        }
    }

    private static void pushed(ChatHistory chat, Observation.Deliver deliver, Findings findings) {
        int user = chat.history().userOfConnection(deliver.connection());
        for (Seen entry : deliver.entries()) {
            if (entry.seq() <= chat.log().last() && !chat.members().isFor(user, entry.seq())) {
                foreign(chat, user, entry.seq(), "pushed", findings);
            }
        }
    }

    private static void read(ChatHistory chat, Observation.Page page, Findings findings) {
        int user = chat.history().userOf(page.client());
        long end = Math.max(
                page.seq(), page.entries().stream().mapToLong(Seen::seq).max().orElse(0));
        long readable = chat.members().readableUpTo(user, end);
        page.entries().stream()
                .filter(entry ->
                        entry.seq() > readable && entry.seq() <= chat.log().last())
                .forEach(entry -> foreign(chat, user, entry.seq(), "on a page", findings));
    }

    private static void foreign(ChatHistory chat, int user, long seq, String how, Findings findings) {
        boolean wasMember = chat.members().readableUpTo(user, seq) > 0;
        findings.add(
                wasMember ? Anomaly.AFTER_REMOVAL : Anomaly.UNAUTHORISED,
                chat,
                seq,
                how + " to " + chat.history().name(user));
    }
}
