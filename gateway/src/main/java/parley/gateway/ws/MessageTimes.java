package parley.gateway.ws;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Clock;
import java.util.concurrent.TimeUnit;
import parley.engine.client.Journey;
import parley.engine.meter.Durations;
import parley.engine.trace.MessageTraces;

/**
 * What the two ends of a message's way see of its time: the sender's, from frame to ack, and the recipients', until its entry is written.
 * The latter is told by the clocks of two nodes. Thread-safe.
 */
final class MessageTimes {

    /** Of single messages; the rest of what is known of them. */
    final MessageTraces traces;

    final Timer ack;
    private final Timer delivery;
    private final Timer fanOut;
    private final Clock clock;

    MessageTimes(MeterRegistry meters, MessageTraces traces, Clock clock) {
        this.traces = traces;
        this.clock = clock;
        ack = Durations.histogram(meters, "parley.message.ack", "From a send frame until its ack is written");
        delivery = Durations.histogram(
                meters,
                "parley.message.delivery",
                "From a send frame until its entry is written to the recipients of one event loop");
        fanOut = Durations.histogram(
                meters, Journey.STAGES, "Where the time of a message goes, see docs/operations.md", "stage", "fan_out");
    }

    long millis() {
        return clock.millis();
    }

    /** An entry was written to whoever of its recipients is on one event loop. */
    void delivered(Journey journey) {
        long now = clock.millis();
        delivery.record(Math.max(0, now - journey.receivedAt()), TimeUnit.MILLISECONDS);
        fanOut.record(Math.max(0, now - journey.openedAt()), TimeUnit.MILLISECONDS);
    }
}
