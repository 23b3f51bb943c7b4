package parley.loadtests.check;

import java.util.List;

/**
 * One thing that is wrong.
 *
 * @param chat its id; empty if it is not about one
 * @param seq about which entry; 0 if it is not about one
 * @param neighbours what the log has around it
 */
public record Finding(Anomaly anomaly, String chat, long seq, String what, List<String> neighbours) {

    @Override
    public String toString() {
        return anomaly.label() + (chat.isEmpty() ? "" : " in " + chat) + (seq == 0 ? "" : " at " + seq) + ": " + what;
    }
}
