package parley.engine.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;
import static parley.engine.fakes.Given.ANN;
import static parley.engine.fakes.Given.AT;
import static parley.engine.fakes.Given.CHAT;
import static parley.engine.fakes.Given.post;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import parley.engine.chat.CommitQueue.Admitted;
import parley.engine.chat.domain.ChatEvent;
import parley.engine.chat.domain.Decision;
import parley.engine.client.Journey;
import parley.engine.client.ReplyTo;
import parley.engine.fakes.RecordedSpans;
import parley.engine.journal.ChatHistory.StoredEntry;
import parley.engine.journal.JournalEntry;

class ChatMetersTest {

    private static final ChatLog.Committed WRITTEN = new ChatLog.Committed(
            List.of(),
            List.of(new StoredEntry(1, new JournalEntry(1, 0, 0, new ChatEvent.Opened(AT)))),
            ChatLogState.EMPTY);
    private static final ChatLog.Committed NOTHING = new ChatLog.Committed(List.of(), List.of(), ChatLogState.EMPTY);

    private static final ReplyTo TO = new ReplyTo(null, 1, 1);

    private final MeterRegistry meters = new SimpleMeterRegistry();
    private final AtomicLong nanos = new AtomicLong();
    private final RecordedSpans recorded = new RecordedSpans();
    private final ChatMeters chats = new ChatMeters(
            meters, recorded.traces(() -> false), Clock.fixed(Instant.ofEpochMilli(AT), ZoneOffset.UTC), nanos::get);

    @Test
    void eachStageHasItsTimeAndTheJourneyBeginsWithTheOldestOfTheGroup() {
        Admitted first = arrived(AT - 30);
        pass(4);
        Admitted second = arrived(AT - 7);
        pass(1);
        ChatMeters.Mark begun = chats.begun(List.of(first, second));
        pass(20);
        ChatMeters.Mark durable = chats.durable(begun, WRITTEN, List.of());
        pass(50);
        Journey journey = chats.opened(group(durable, List.of()));

        assertThat(journey).isEqualTo(new Journey(AT - 30, AT));
        assertStage("arrival", 2, 37);
        assertStage("queue", 2, 6);
        assertStage("journal", 1, 20);
        assertStage("gate", 1, 50);
        assertThat(meters.get("parley.chat.group.commands").summary().totalAmount())
                .isEqualTo(2);
        assertThat(recorded.all()).as("nothing is traced").isEmpty();
    }

    @Test
    void theStagesOfATracedCommandAreSpansAndTheFirstOfItsGroupGoesOn() {
        Admitted silent = arrived(AT);
        Admitted first = traced("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
        Admitted second = traced("00-1af7651916cd43dd8448eb211c80319c-c7ad6b7169203331-01");
        pass(4);
        ChatMeters.Mark begun = chats.begun(List.of(silent, first, second));
        pass(20);
        List<AckGate.Ack> acks = List.of(
                silent.ack(outcome(7)),
                AckGate.Ack.ofDuplicate(TO, 3, 3, AT),
                first.ack(outcome(8)),
                second.ack(outcome(9)));
        ChatMeters.Mark durable = chats.durable(begun, WRITTEN, acks);
        pass(50);

        Journey journey = chats.opened(group(durable, acks));

        assertThat(journey.traced()).isEqualTo(first.mark().traced().at(8));
        assertThat(recorded.all())
                .extracting(SpanData::getName, SpanData::getParentSpanId, ChatMetersTest::millis)
                .containsExactly(
                        tuple("queue", "b7ad6b7169203331", 4L),
                        tuple("queue", "c7ad6b7169203331", 4L),
                        tuple("persist", "b7ad6b7169203331", 20L),
                        tuple("persist", "c7ad6b7169203331", 20L),
                        tuple("gate", "b7ad6b7169203331", 50L),
                        tuple("gate", "c7ad6b7169203331", 50L));
        assertThat(recorded.named("persist"))
                .extracting(span -> span.getLinks().size())
                .containsExactly(0, 1);
    }

    private static long millis(SpanData span) {
        return TimeUnit.NANOSECONDS.toMillis(span.getEndEpochNanos() - span.getStartEpochNanos());
    }

    private static ChatLog.Outcome outcome(long seq) {
        return new ChatLog.Outcome(new Decision.Accepted(List.of()), seq, seq, AT);
    }

    private static AckGate.Group group(ChatMeters.Mark durable, List<AckGate.Ack> acks) {
        return new AckGate.Group(ChatLogState.EMPTY.chat(), ChatLogState.EMPTY, List.of(), acks, durable);
    }

    private Admitted traced(String traceparent) {
        return chats.arrived(CHAT, new ChatProtocol.Execute(post(ANN, "k", 0), TO, AT, traceparent), ChatLog.ALONE);
    }

    @Test
    void aGroupThatAddsNothingIsNotTakenForAFastWrite() {
        chats.durable(chats.begun(List.of(arrived(AT))), NOTHING, List.of());

        assertStage("journal", 0, 0);
    }

    @Test
    void aClockThatIsBehindIsNoNegativeTimeAndWhoDoesNotSayBeginsHere() {
        arrived(AT + 5_000);
        Admitted silent = arrived(null);

        assertStage("arrival", 1, 0);
        assertThat(silent.mark().receivedAt()).isEqualTo(AT);
    }

    private Admitted arrived(Long receivedAt) {
        return chats.arrived(CHAT, new ChatProtocol.Execute(post(ANN, "k", 0), TO, receivedAt, null), ChatLog.ALONE);
    }

    private void pass(long millis) {
        nanos.addAndGet(Duration.ofMillis(millis).toNanos());
    }

    private void assertStage(String stage, long count, double totalMs) {
        Timer timer = meters.get(Journey.STAGES).tag("stage", stage).timer();
        assertThat(timer.count()).as(stage).isEqualTo(count);
        assertThat(timer.totalTime(TimeUnit.MILLISECONDS)).as(stage).isEqualTo(totalMs);
    }
}
