package parley.loadtests.chaos;

import java.util.List;

/**
 * What one fault did. Times are milliseconds since the run began.
 *
 * @param name of the scenario, such as {@code kill-node}
 * @param detail what exactly was done: which node, for how long
 * @param healedMillis when the cause was gone; the same as {@code beganMillis} where it is an instant
 * @param recoveredMillis when every chat was acked again and all nodes were ready
 * @param acked messages acked from its beginning to the recovery
 * @param gapMillis the longest time for which a chat had sends and no ack
 * @param gapAfterMillis how long after the beginning of the fault that began
 * @param chatsAffected how many chats had a gap of more than {@link Timeline#PATIENCE}
 * @param limitMillis what the gap may be; 0 where nothing is promised
 */
public record FaultReport(
        String name,
        String detail,
        long beganMillis,
        long healedMillis,
        long recoveredMillis,
        long acked,
        long gapMillis,
        long gapAfterMillis,
        int chatsAffected,
        long limitMillis,
        List<Part> parts) {

    /** A piece of the way back: from the beginning of the fault to when this was seen. */
    public record Part(String what, long afterMillis) {}

    /** Whether the gap is longer than promised. */
    boolean isTooSlow() {
        return limitMillis > 0 && gapMillis > limitMillis;
    }

    @Override
    public String toString() {
        StringBuilder line = new StringBuilder(String.format(
                "%-16s %s: acked %d, longest gap %.1f s in %d chats",
                name, detail, acked, gapMillis / 1000.0, chatsAffected));
        if (gapMillis > 0) {
            line.append(String.format(", from %.1f s on", gapAfterMillis / 1000.0));
        }
        if (limitMillis > 0) {
            line.append(String.format(" (limit %.0f s)", limitMillis / 1000.0));
        }
        parts.forEach(
                part -> line.append(String.format(", %s after %.1f s", part.what(), part.afterMillis() / 1000.0)));
        return line.append(String.format(", all well after %.1f s", (recoveredMillis - beganMillis) / 1000.0))
                .toString();
    }
}
