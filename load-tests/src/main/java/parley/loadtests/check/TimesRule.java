package parley.loadtests.check;

import java.util.HashMap;
import java.util.Map;
import parley.loadtests.check.Observation.Direction;

/**
 * Every member that stays connected has an acked message in time, counted from the first moment after the ack that is followed by so much time
 * without faults and on one connection. Every send is acked or refused in time, counted from its first sending or the end of faults.
 */
final class TimesRule implements Rule {

    private final Spans disturbed;
    private final Map<Integer, Spans> calm = new HashMap<>();
    private final Expectations expectations;

    TimesRule(History history, Spans disturbed, Expectations expectations) {
        this.disturbed = disturbed;
        this.expectations = expectations;
        history.online().forEach((client, online) -> calm.put(client, online.minus(disturbed)));
    }

    @Override
    public void check(ChatHistory chat, Findings findings) {
        Map<Integer, Map<Long, Long>> received = received(chat);
        for (Sends.Send send : chat.sends().all()) {
            answered(chat, send, findings);
            long seq = chat.log().seqOf(send.first.key());
            Observation.Outcome ok = send.ok;
            if (ok != null && seq > 0) {
                calm.forEach((client, spans) -> {
                    if (chat.members().isFor(chat.history().userOf(client), seq)) {
                        long from = spans.firstFit(
                                ok.nanos(), expectations.delivery().toNanos());
                        Long at = received.getOrDefault(client, Map.of()).get(seq);
                        if (from >= 0
                                && (at == null
                                        || at > from + expectations.delivery().toNanos())) {
                            findings.add(Anomaly.LATE, chat, seq, "acked, and not given in time to client " + client);
                        }
                    }
                });
            }
        }
    }

    private void answered(ChatHistory chat, Sends.Send send, Findings findings) {
        boolean ended = send.acked() || send.failed();
        long quiesced = chat.history().quiescedNanos();
        Observation.Outcome ok = send.ok;
        long end = ok != null
                ? ok.nanos()
                : ended
                        ? send.lastRefusalNanos
                        : Math.min(quiesced, chat.history().lastNanos());
        long since = disturbed.overAfter(send.first.nanos(), end);
        if (!ended && chat.history().endOf(send.client) < end) {
            return;
        }
        if (end - since > expectations.answer().toNanos() || (!ended && quiesced != Long.MAX_VALUE)) {
            findings.add(
                    Anomaly.UNANSWERED,
                    chat,
                    0,
                    "client " + send.client + " sent " + Long.toHexString(send.first.key()) + " " + send.tries
                            + " times and had " + (ended ? "its answer late" : "no answer"));
        }
    }

    /** When each client had each entry for the first time, other than by reading back. */
    private static Map<Integer, Map<Long, Long>> received(ChatHistory chat) {
        Map<Integer, Map<Long, Long>> received = new HashMap<>();
        for (Observation observation : chat.observations()) {
            if (observation instanceof Observation.Deliver deliver) {
                Map<Long, Long> its =
                        received.computeIfAbsent(chat.history().clientOf(deliver.connection()), id -> new HashMap<>());
                deliver.entries().forEach(entry -> its.putIfAbsent(entry.seq(), deliver.nanos()));
            } else if (observation instanceof Observation.Page page
                    && (page.range().direction() == Direction.SYNC
                            || page.askedNanos() < chat.history().quiescedNanos())) {
                Map<Long, Long> its = received.computeIfAbsent(page.client(), id -> new HashMap<>());
                page.entries().forEach(entry -> its.putIfAbsent(entry.seq(), page.nanos()));
            }
        }
        return received;
    }
}
