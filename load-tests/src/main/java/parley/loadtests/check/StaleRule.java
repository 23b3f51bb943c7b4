package parley.loadtests.check;

import java.util.HashMap;
import java.util.Map;
import parley.loadtests.check.Observation.Direction;
import parley.loadtests.check.Observation.Result;

/** A page that a client asks for after it was acked or given an entry, and that reaches the end of the log, has it. */
final class StaleRule implements Rule {

    @Override
    public void check(ChatHistory chat, Findings findings) {
        Map<Integer, HighWater> known = new HashMap<>();
        for (Observation observation : chat.observations()) {
            if (observation instanceof Observation.Outcome outcome && outcome.result() == Result.OK) {
                note(chat, known, chat.history().clientOf(outcome.connection()), outcome.nanos(), outcome.seq());
            } else if (observation instanceof Observation.Deliver deliver) {
                int client = chat.history().clientOf(deliver.connection());
                deliver.entries().forEach(entry -> note(chat, known, client, deliver.nanos(), entry.seq()));
            } else if (observation instanceof Observation.Page page) {
                long floor = known.computeIfAbsent(page.client(), id -> new HighWater())
                        .upTo(page.askedNanos());
                if (page.seq() < floor || endsBefore(page, floor)) {
                    findings.add(
                            Anomaly.STALE,
                            chat,
                            floor,
                            "client " + page.client() + " had it, and then a page that ends at " + page.seq());
                }
                page.entries().forEach(entry -> note(chat, known, page.client(), page.nanos(), entry.seq()));
            }
        }
    }

    private static boolean endsBefore(Observation.Page page, long floor) {
        boolean backwards = page.range().direction() == Direction.BACKWARDS;
        boolean reachesEnd = backwards ? page.range().cursor() == 0 : page.end();
        long last = page.entries().stream()
                .mapToLong(Seen::seq)
                .max()
                .orElse(backwards ? 0 : page.range().cursor());
        return reachesEnd && last < floor;
    }

    /** What is not in the log in the end, or was not for this client, is another rule's. */
    private static void note(ChatHistory chat, Map<Integer, HighWater> known, int client, long nanos, long seq) {
        if (seq <= chat.log().last() && chat.members().isFor(chat.history().userOf(client), seq)) {
            known.computeIfAbsent(client, id -> new HighWater()).note(nanos, seq);
        }
    }
}
