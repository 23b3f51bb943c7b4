package parley.engine.chat;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import parley.engine.chat.CommitQueue.Admitted;
import parley.engine.client.Journey;
import parley.engine.id.ChatId;
import parley.engine.meter.Durations;
import parley.engine.trace.MessageTraces;
import parley.engine.trace.Traced;

/**
 * What all chats of a node measure: where the time of a command goes between its sender's node and the opened gate, how large the groups
 * are, how long chats take to start, where pages come from. Thread-safe.
 */
public final class ChatMeters {

    private static final double[] GROUP_BOUNDS = {1, 2, 5, 10, 20, 50, 100};

    private final MessageTraces traces;
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
    public ChatMeters(MeterRegistry meters, MessageTraces traces, Clock clock, LongSupplier nanoTime) {
        this.traces = traces;
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

    /**
     * When a stage began, on this node's monotonic clock; {@code receivedAt}: when the first node had it, in epoch milliseconds. Of a group
     * nothing is {@code traced}, but commands in it may be.
     */
    record Mark(long receivedAt, long nanos, @Nullable Traced traced) {
        static final Mark NONE = new Mark(0, 0, null);
    }

    /** The chat has a command, of this order. */
    Admitted arrived(ChatId chat, ChatProtocol.Execute execute, long order) {
        long now = clock.millis();
        Long receivedAt = execute.receivedAt();
        if (receivedAt != null) {
            // Clocks of two nodes may be apart by more than the way takes.
            arrival.record(Math.max(0, now - receivedAt), TimeUnit.MILLISECONDS);
        }
        Mark mark = new Mark(
                receivedAt == null ? now : receivedAt, nanoTime.getAsLong(), Traced.of(execute.traceparent(), chat));
        return new Admitted(execute.command(), execute.replyTo(), mark, order);
    }

    /** A group goes to the log. */
    Mark begun(List<Admitted> group) {
        long now = nanoTime.getAsLong();
        long oldest = Long.MAX_VALUE;
        for (Admitted admitted : group) {
            long waited = now - admitted.mark().nanos();
            queue.record(waited, TimeUnit.NANOSECONDS);
            Traced traced = admitted.mark().traced();
            if (traced != null) {
                traces.queued(traced, waited);
            }
            oldest = Math.min(oldest, admitted.mark().receivedAt());
        }
        groups.record(group.size());
        return new Mark(oldest, now, null);
    }

    /** The group is in the journal. One that added nothing was not written. */
    Mark durable(Mark begun, ChatLog.Committed committed, List<AckGate.Ack> acks) {
        long now = nanoTime.getAsLong();
        if (!committed.entries().isEmpty()) {
            journal.record(now - begun.nanos(), TimeUnit.NANOSECONDS);
        }
        Traced leader = leader(acks);
        if (leader != null) {
            tracedIn(acks)
                    .forEach(each -> traces.persisted(
                            each, now - begun.nanos(), committed.outcomes().size(), leader));
        }
        return new Mark(begun.receivedAt(), now, null);
    }

    /** What other devices need is durable: acks and entries leave. */
    Journey opened(AckGate.Group group) {
        long waited = nanoTime.getAsLong() - group.durable().nanos();
        gate.record(waited, TimeUnit.NANOSECONDS);
        Traced leader = leader(group.acks());
        if (leader != null) {
            tracedIn(group.acks()).forEach(each -> traces.gated(each, waited));
        }
        return new Journey(group.durable().receivedAt(), clock.millis(), leader);
    }

    /** The first that is traced: what leaves for recipients belongs to all of the group, and carries one trace. */
    private static @Nullable Traced leader(List<AckGate.Ack> acks) {
        for (AckGate.Ack ack : acks) {
            if (ack.traced() != null) {
                return ack.traced();
            }
        }
        return null;
    }

    private static Stream<Traced> tracedIn(List<AckGate.Ack> acks) {
        return acks.stream().map(AckGate.Ack::traced).filter(Objects::nonNull);
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
