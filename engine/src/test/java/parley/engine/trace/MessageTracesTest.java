package parley.engine.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;
import static parley.engine.fakes.Given.AT;
import static parley.engine.fakes.Given.CHAT;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import parley.engine.fakes.RecordedSpans;

class MessageTracesTest {

    private static final long NOW = TimeUnit.MILLISECONDS.toNanos(AT);

    private final RecordedSpans recorded = new RecordedSpans();
    private final MessageTraces traces = recorded.traces(() -> true);

    @Test
    void aMessageThatIsNotChosenHasNoSpanAndNothingIsToldOfIt() {
        MessageTraces unchosen = recorded.traces(() -> false);

        Span send = unchosen.sent(CHAT);

        assertThat(send).isNull();
        assertThat(unchosen.acking(send, CHAT, 1, false)).isNull();
        MessageTraces.end(send);
        MessageTraces.failed(send, "busy");
        assertThat(MessageTraces.OFF.sent(CHAT)).isNull();
        assertThat(recorded.all()).isEmpty();
    }

    @Test
    void aSendLastsUntilItsAckIsWritten() {
        Span send = traces.sent(CHAT);
        Span ack = traces.acking(send, CHAT, 7, true);
        MessageTraces.end(ack);
        MessageTraces.end(send);

        SpanData root = recorded.one("send");
        assertThat(root.getParentSpanContext().isValid()).isFalse();
        assertThat(root.getKind()).isEqualTo(SpanKind.SERVER);
        assertThat(RecordedSpans.attributes(root))
                .containsEntry("messaging.system", "parley")
                .containsEntry("messaging.operation.name", "send")
                .containsEntry("messaging.operation.type", "send")
                .containsEntry("messaging.destination.name", CHAT.key())
                .containsEntry("parley.seq", 7L)
                .containsEntry("parley.duplicate", true);
        assertThat(recorded.one("ack").getParentSpanId()).isEqualTo(root.getSpanId());
        assertThat(RecordedSpans.attributes(recorded.one("ack"))).containsEntry("messaging.operation.type", "settle");
    }

    @Test
    void whatIsNotAckedSaysWhy() {
        MessageTraces.failed(traces.sent(CHAT), "busy");

        SpanData send = recorded.one("send");
        assertThat(send.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
        assertThat(send.getAttributes().get(AttributeKey.stringKey("error.type")))
                .isEqualTo("busy");
    }

    @Test
    void stagesEndNowAndTookAsLongAsTheyAreSaidTo() {
        Traced message = Traced.of(Traceparent.of(traces.sent(CHAT)), CHAT).at(7);

        traces.queued(message, Duration.ofMillis(3).toNanos());
        traces.persisted(message, Duration.ofMillis(5).toNanos(), 4, message);
        traces.gated(message, 0);

        assertThat(recorded.all())
                .extracting(SpanData::getName, span -> span.getEndEpochNanos() - span.getStartEpochNanos())
                .containsExactly(tuple("queue", 3_000_000L), tuple("persist", 5_000_000L), tuple("gate", 0L));
        assertThat(recorded.all())
                .allSatisfy(span -> assertThat(span.getEndEpochNanos()).isEqualTo(NOW));
        assertThat(RecordedSpans.attributes(recorded.one("persist")))
                .containsEntry("messaging.batch.message_count", 4L)
                .containsEntry("parley.seq", 7L);
        assertThat(recorded.one("persist").getLinks()).isEmpty();
    }

    @Test
    void theOthersOfAGroupPointToTheOneWhoseTraceGoesOn() {
        Traced leader = Traced.of(Traceparent.of(traces.sent(CHAT)), CHAT).at(7);
        Traced other = Traced.of(Traceparent.of(traces.sent(CHAT)), CHAT).at(8);

        traces.persisted(other, 1, 2, leader);

        assertThat(recorded.one("persist").getLinks())
                .singleElement()
                .satisfies(link -> assertThat(link.getSpanContext().getTraceId())
                        .isEqualTo(Traceparent.read(leader.parent()).getTraceId()));
    }

    @Test
    void whatIsDeliveredBeginsUnderWhatWasPublishedAlsoWhereTheClockIsBehind() {
        Traced message = Traced.of(Traceparent.of(traces.sent(CHAT)), CHAT).at(7);
        Span publish = traces.publishing(message, AT - 2, 12);
        traces.delivered(message.under(publish), AT - 2, 3);
        traces.delivered(message.under(publish), AT + 5_000, 1);
        publish.end();

        List<SpanData> deliveries = recorded.named("deliver");
        assertThat(deliveries).hasSize(2).allSatisfy(span -> {
            assertThat(span.getParentSpanId()).isEqualTo(recorded.one("publish").getSpanId());
            assertThat(span.getEndEpochNanos()).isEqualTo(NOW);
            assertThat(span.getKind()).isEqualTo(SpanKind.CONSUMER);
        });
        assertThat(deliveries.get(0).getStartEpochNanos()).isEqualTo(NOW - 2_000_000);
        assertThat(deliveries.get(1).getStartEpochNanos()).isEqualTo(NOW);
        assertThat(RecordedSpans.attributes(recorded.one("publish"))).containsEntry("parley.recipients", 12L);
        assertThat(RecordedSpans.attributes(deliveries.get(0))).containsEntry("parley.connections", 3L);
    }

    /** A node that traces nothing hands on what another one began. */
    @Test
    void aNodeWithoutTracesKeepsTheTraceOfOthers() {
        Traced message = Traced.of(Traceparent.of(traces.sent(CHAT)), CHAT);

        Traced handedOn = message.under(MessageTraces.OFF.publishing(message, AT, 1));

        assertThat(handedOn).isEqualTo(message);
    }
}
