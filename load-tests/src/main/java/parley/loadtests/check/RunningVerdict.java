package parley.loadtests.check;

import java.util.Locale;

/**
 * How a run stands while it goes on. What is lost cannot be known before everything was read back; the rest is an early word of what
 * {@link Checker} finds afterwards.
 *
 * @param openSends sent, and neither acked nor refused
 * @param deliveries messages pushed, one for each device they reached
 * @param resumed connections whose hello had chats in it
 * @param duplicated times that a key was seen at a second seq
 * @param reordered times that a seq was seen with a second message
 * @param ghosts times that a message was seen that nobody had sent
 * @param unchecked observations that were not held against others, because there are too many
 * @param fileFull whether observations are left out of the file by now
 */
public record RunningVerdict(
        long sent,
        long acked,
        long openSends,
        long refused,
        long duplicatesAnswered,
        long deliveries,
        long shown,
        long connected,
        long resumed,
        long duplicated,
        long reordered,
        long ghosts,
        long objections,
        long unchecked,
        boolean fileFull,
        Latency ackLatency,
        Latency deliveryLatency) {

    /** Milliseconds since a message was sent first: until its sender read the ack, until a device read the push. */
    public record Latency(long count, double p50, double p99, double max) {}

    /** Whether nothing has gone wrong so far. */
    public boolean cleanSoFar() {
        return duplicated == 0 && reordered == 0 && ghosts == 0 && objections == 0 && !fileFull;
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "sent=%d acked=%d open=%d delivered=%d resumed=%d duplicated=%d reordered=%d ghosts=%d ack p50=%.0f"
                        + " p99=%.0f ms, delivery p50=%.0f p99=%.0f ms",
                sent,
                acked,
                openSends,
                deliveries,
                resumed,
                duplicated,
                reordered,
                ghosts,
                ackLatency.p50,
                ackLatency.p99,
                deliveryLatency.p50,
                deliveryLatency.p99);
    }
}
