package parley.loadtests.check;

/**
 * What was acked is in the log, where the ack said, as it was sent. An acked message that is nowhere is lost; one that is elsewhere is
 * reordered; one of which the log has another text is altered.
 */
final class AcksRule implements Rule {

    @Override
    public void check(ChatHistory chat, Findings findings) {
        for (Sends.Send send : chat.sends().all()) {
            Observation.Outcome ok = send.ok;
            if (ok != null && send.isMessage()) {
                message(chat, send, ok, findings);
                if (send.otherOk != null) {
                    findings.add(
                            Anomaly.REORDERED,
                            chat,
                            send.otherOk.seq(),
                            "acked here, and at " + ok.seq() + " before: " + Long.toHexString(ok.key()));
                }
            } else if (ok != null && ok.seq() > 0) {
                change(chat, ok, findings);
            }
        }
    }

    private static void message(ChatHistory chat, Sends.Send send, Observation.Outcome ok, Findings findings) {
        Log log = chat.log();
        String key = Long.toHexString(ok.key());
        long seq = log.seqOf(ok.key());
        Seen stored = log.at(seq);
        if (stored == null) {
            if (log.isKnown()) {
                findings.add(Anomaly.LOST, chat, ok.seq(), "acked, and nowhere in the log: " + key);
            }
        } else if (seq != ok.seq()) {
            Seen there = log.at(ok.seq());
            if (there == null || there.key() != ok.key()) {
                findings.add(Anomaly.REORDERED, chat, ok.seq(), "acked here, and in the log at " + seq + ": " + key);
            }
        } else if (stored.body() != send.first.body()) {
            findings.add(Anomaly.ALTERED, chat, seq, "the log has another text than was sent: " + key);
        }
    }

    private static void change(ChatHistory chat, Observation.Outcome ok, Findings findings) {
        Seen there = chat.log().at(ok.seq());
        EntryKind expected = switch (ok.action()) {
            case SEND -> EntryKind.MESSAGE;
            case ADD -> EntryKind.ADDED;
            case REMOVE -> EntryKind.REMOVED;
            case LEAVE -> EntryKind.LEFT;
            case RENAME -> EntryKind.RENAMED;
        };
        if (chat.log().isKnown() && (there == null || there.kind() != expected)) {
            findings.add(Anomaly.LOST, chat, ok.seq(), "answered as done, and not in the log here: " + ok.action());
        }
    }
}
