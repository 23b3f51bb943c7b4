package parley.engine.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static parley.engine.fakes.Given.ANN;
import static parley.engine.fakes.Given.AT;
import static parley.engine.fakes.Given.post;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
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
import parley.engine.client.Journey;
import parley.engine.client.ReplyTo;
import parley.engine.journal.ChatHistory.StoredEntry;
import parley.engine.journal.JournalEntry;

class ChatMetersTest {

    private static final ChatLog.Committed WRITTEN = new ChatLog.Committed(
            List.of(),
            List.of(new StoredEntry(1, new JournalEntry(1, 0, 0, new ChatEvent.Opened(AT)))),
            ChatLogState.EMPTY);
    private static final ChatLog.Committed NOTHING = new ChatLog.Committed(List.of(), List.of(), ChatLogState.EMPTY);

    private final MeterRegistry meters = new SimpleMeterRegistry();
    private final AtomicLong nanos = new AtomicLong();
    private final ChatMeters chats =
            new ChatMeters(meters, Clock.fixed(Instant.ofEpochMilli(AT), ZoneOffset.UTC), nanos::get);

    @Test
    void eachStageHasItsTimeAndTheJourneyBeginsWithTheOldestOfTheGroup() {
        Admitted first = arrived(AT - 30);
        pass(4);
        Admitted second = arrived(AT - 7);
        pass(1);
        ChatMeters.Mark begun = chats.begun(List.of(first, second));
        pass(20);
        ChatMeters.Mark durable = chats.durable(begun, WRITTEN);
        pass(50);
        Journey journey = chats.opened(durable);

        assertThat(journey).isEqualTo(new Journey(AT - 30, AT));
        assertStage("arrival", 2, 37);
        assertStage("queue", 2, 6);
        assertStage("journal", 1, 20);
        assertStage("gate", 1, 50);
        assertThat(meters.get("parley.chat.group.commands").summary().totalAmount())
                .isEqualTo(2);
    }

    @Test
    void aGroupThatAddsNothingIsNotTakenForAFastWrite() {
        chats.durable(chats.begun(List.of(arrived(AT))), NOTHING);

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
        return chats.arrived(new ChatProtocol.Execute(post(ANN, "k", 0), new ReplyTo(null, 1, 1), receivedAt));
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
