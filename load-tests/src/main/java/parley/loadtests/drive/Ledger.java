package parley.loadtests.drive;

/**
 * Holds against each other what senders were told and what receivers heard: what was acked must have been heard by every receiver, once,
 * and of each sender in the order of sending.
 */
final class Ledger {

    private final Progress[] acked;
    private final Progress[][] heard;
    private final int[] sent;
    private long refused;
    private long duplicated;
    private long reordered;

    /** Every sender has so many receivers. */
    Ledger(int senders, int receivers) {
        acked = new Progress[senders];
        heard = new Progress[senders][receivers];
        sent = new int[senders];
        for (int sender = 0; sender < senders; sender++) {
            acked[sender] = new Progress();
            for (int receiver = 0; receiver < receivers; receiver++) {
                heard[sender][receiver] = new Progress();
            }
        }
    }

    /** The number of a sender's next message. */
    int send(int sender) {
        return sent[sender]++;
    }

    /** False if it was acked before. */
    boolean ack(int sender, int number) {
        requireSent(sender, number);
        return acked[sender].see(number) != Progress.Seen.AGAIN;
    }

    void refuse() {
        refused++;
    }

    /** False if this receiver heard it before. */
    boolean hear(int sender, int receiver, int number) {
        requireSent(sender, number);
        Progress.Seen seen = heard[sender][receiver].see(number);
        if (seen == Progress.Seen.LATE) {
            reordered++;
        } else if (seen == Progress.Seen.AGAIN) {
            duplicated++;
        }
        return seen != Progress.Seen.AGAIN;
    }

    private void requireSent(int sender, int number) {
        if (number >= sent[sender]) {
            throw new IllegalStateException(
                    "message of " + sender + ": " + number + " (expected: below " + sent[sender] + ")");
        }
    }

    void tell(Verdict.Builder verdict) {
        long lost = 0;
        long unacked = 0;
        for (int sender = 0; sender < sent.length; sender++) {
            for (int number = 0; number < sent[sender]; number++) {
                if (!acked[sender].saw(number)) {
                    unacked++;
                    continue;
                }
                for (Progress receiver : heard[sender]) {
                    if (!receiver.saw(number)) {
                        lost++;
                    }
                }
            }
        }
        verdict.add("lost", lost);
        verdict.add("duplicated", duplicated);
        verdict.add("reordered", reordered);
        verdict.add("unacked", unacked - refused);
        verdict.add("errors", refused);
    }
}
