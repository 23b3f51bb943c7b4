package parley.gateway.ws;

import org.jspecify.annotations.Nullable;
import parley.engine.client.Journey;
import parley.engine.trace.MessageTraces;
import parley.engine.trace.Traced;

/**
 * Tells of deliveries of one event loop, of each message the first few: where very many get it, the others are alike, and would be the only
 * thing that is told of anything. Confined to the loop.
 */
final class DeliverySpans {

    /** Of one message. Where two large ones are under way at once, somewhat more. */
    static final int PER_MESSAGE_MAX = 10;

    private final MessageTraces traces;
    private @Nullable String parent;
    private int told;

    DeliverySpans(MessageTraces traces) {
        this.traces = traces;
    }

    /** A frame was written to so many connections. */
    void delivered(Journey journey, int connections) {
        Traced traced = journey.traced();
        if (traced == null) {
            return;
        }
        if (!traced.parent().equals(parent)) {
            parent = traced.parent();
            told = 0;
        }
        if (told < PER_MESSAGE_MAX) {
            told++;
            traces.delivered(traced, journey.openedAt(), connections);
        }
    }
}
