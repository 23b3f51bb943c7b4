package parley.engine.chat;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import parley.engine.chat.CommitQueue.Admitted;
import parley.engine.client.Journey;
import parley.engine.meter.Durations;

/**
 * What all chats of a node measure: where the time of a command goes between its sender's node and the opened gate, how large the groups
 * are, how long chats take to start, where pages come from. Thread-safe.
 */
public final class ChatMeters {

    private static final double[] GROUP_BOUNDS = {1, 2, 5, 10, 20, 50, 100};

    private final Clock clock;
    private final LongSupplier nanoTime;
    private final Timer arrival;
    private final Timer queue;
    private final Timer journal;
    private final Timer gate;
    private final DistributionSummary groups;
    private final Timer recoveries;
    private final Counter failedRecoveries;
    private final Counter pagesFromMemory;
    private final Counter pagesFromJournal;

    /** @param nanoTime for what happens here; {@code clock}: for what began on another node */
    public ChatMeters(MeterRegistry meters, Clock clock, LongSupplier nanoTime) {
        this.clock = clock;
        this.nanoTime = nanoTime;
        arrival = stage(meters, "arrival");
        queue = stage(meters, "queue");
        journal = stage(meters, "journal");
        gate = stage(meters, "gate");
        groups = DistributionSummary.builder("parley.chat.group.commands")
                .description("Commands in one write to the journal")
                .serviceLevelObjectives(GROUP_BOUNDS)
                .register(meters);
        recoveries = Durations.histogram(
                meters, "parley.chat.recovery", "From the first message to a chat until it answers: its log is read");
        failedRecoveries = meters.counter("parley.chat.recoveries.failed");
        pagesFromMemory = meters.counter("parley.chat.pages", "from", "memory");
        pagesFromJournal = meters.counter("parley.chat.pages", "from", "journal");
    }

    private static Timer stage(MeterRegistry meters, String stage) {
        return Durations.histogram(
                meters, Journey.STAGES, "Where the time of a message goes, see docs/operations.md", "stage", stage);
    }

    /** When a stage began, on this node's monotonic clock; {@code receivedAt}: when the first node had it, in epoch milliseconds. */
    record Mark(long receivedAt, long nanos) {
        static final Mark NONE = new Mark(0, 0);
    }

    /** The chat has a command. */
    Admitted arrived(ChatProtocol.Execute execute) {
        long now = clock.millis();
        Long receivedAt = execute.receivedAt();
        if (receivedAt != null) {
            // Clocks of two nodes may be apart by more than the way takes.
            arrival.record(Math.max(0, now - receivedAt), TimeUnit.MILLISECONDS);
        }
        Mark mark = new Mark(receivedAt == null ? now : receivedAt, nanoTime.getAsLong());
        return new Admitted(execute.command(), execute.replyTo(), mark);
    }

    /** A group goes to the log. */
    Mark begun(List<Admitted> group) {
        long now = nanoTime.getAsLong();
        long oldest = Long.MAX_VALUE;
        for (Admitted admitted : group) {
            queue.record(now - admitted.mark().nanos(), TimeUnit.NANOSECONDS);
            oldest = Math.min(oldest, admitted.mark().receivedAt());
        }
        groups.record(group.size());
        return new Mark(oldest, now);
    }

    /** The group is in the journal. One that added nothing was not written. */
    Mark durable(Mark begun, ChatLog.Committed committed) {
        long now = nanoTime.getAsLong();
        if (!committed.entries().isEmpty()) {
            journal.record(now - begun.nanos(), TimeUnit.NANOSECONDS);
        }
        return new Mark(begun.receivedAt(), now);
    }

    /** What other devices need is durable: acks and entries leave. */
    Journey opened(Mark durable) {
        gate.record(nanoTime.getAsLong() - durable.nanos(), TimeUnit.NANOSECONDS);
        return new Journey(durable.receivedAt(), clock.millis());
    }

    long nanos() {
        return nanoTime.getAsLong();
    }

    void recovered(long sinceNanos) {
        recoveries.record(nanoTime.getAsLong() - sinceNanos, TimeUnit.NANOSECONDS);
    }

    void recoveryFailed() {
        failedRecoveries.increment();
    }

    void page(boolean fromMemory) {
        (fromMemory ? pagesFromMemory : pagesFromJournal).increment();
    }
}
