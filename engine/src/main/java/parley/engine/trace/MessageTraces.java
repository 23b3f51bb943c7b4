package parley.engine.trace;

import static io.opentelemetry.api.common.AttributeKey.booleanKey;
import static io.opentelemetry.api.common.AttributeKey.longKey;
import static io.opentelemetry.api.common.AttributeKey.stringKey;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import parley.engine.id.ChatId;

/**
 * The spans of a message: {@code send} from its frame to its ack, and under it the stages that are measured anyway. All there is to know
 * of their names, attributes and parents is here. They say which chat and which seq, never who, or what was said.
 *
 * <p>Stages are told when they end, so that nothing is open where a chat or a node stops; only {@code send} is begun and ended. What is not
 * traced is null everywhere, and makes no object. Thread-safe, never blocks.
 */
public final class MessageTraces {

    /** For the tracer: whose spans these are. */
    public static final String SCOPE = "parley.message";

    /** Of a node that traces nothing: it only hands on what others trace. */
    public static final MessageTraces OFF = new MessageTraces(
            OpenTelemetry.noop().getTracer(SCOPE), () -> false, Clock.fixed(Instant.EPOCH, ZoneOffset.UTC));

    private static final AttributeKey<String> SYSTEM = stringKey("messaging.system");
    private static final AttributeKey<String> OPERATION = stringKey("messaging.operation.name");
    private static final AttributeKey<String> OPERATION_TYPE = stringKey("messaging.operation.type");
    private static final AttributeKey<String> CHAT = stringKey("messaging.destination.name");
    private static final AttributeKey<Long> COMMANDS = longKey("messaging.batch.message_count");
    private static final AttributeKey<String> ERROR = stringKey("error.type");
    private static final AttributeKey<Long> SEQ = longKey("parley.seq");
    private static final AttributeKey<Boolean> DUPLICATE = booleanKey("parley.duplicate");
    private static final AttributeKey<Long> RECIPIENTS = longKey("parley.recipients");
    private static final AttributeKey<Long> CONNECTIONS = longKey("parley.connections");

    private final Tracer tracer;
    private final BooleanSupplier chosen;
    private final Clock clock;

    /**
     * Traces what is chosen, if the tracer's sampler agrees.
     *
     * @param chosen asked once for each message that is sent here; any thread
     * @param clock the one that other nodes go by
     */
    public MessageTraces(Tracer tracer, BooleanSupplier chosen, Clock clock) {
        this.tracer = tracer;
        this.chosen = chosen;
        this.clock = clock;
    }

    /** A send frame came just now. Whoever is told of its span ends it; null if it is not traced. */
    public @Nullable Span sent(ChatId chat) {
        if (!chosen.getAsBoolean()) {
            return null;
        }
        Span span = begin("send", SpanKind.SERVER, Context.root(), chat)
                .setAttribute(OPERATION_TYPE, "send")
                .startSpan();
        return span.getSpanContext().isSampled() ? span : null;
    }

    /** Its answer came just now, and is about to be written; to be ended when it is. Null if there is no span. */
    public @Nullable Span acking(@Nullable Span send, ChatId chat, long seq, boolean duplicate) {
        if (send == null) {
            return null;
        }
        send.setAttribute(SEQ, seq);
        if (duplicate) {
            send.setAttribute(DUPLICATE, true);
        }
        return begin("ack", SpanKind.INTERNAL, Context.root().with(send), chat)
                .setAttribute(OPERATION_TYPE, "settle")
                .setAttribute(SEQ, seq)
                .startSpan();
    }

    /** Ends a span, if there is one. */
    public static void end(@Nullable Span span) {
        if (span != null) {
            span.end();
        }
    }

    /** Ends a span, if there is one, of a message that was not acked. */
    public static void failed(@Nullable Span span, String why) {
        if (span != null) {
            span.setAttribute(ERROR, why).setStatus(StatusCode.ERROR).end();
        }
    }

    /** The command waited in its chat for so long, until now. */
    public void queued(Traced message, long nanos) {
        ended(stage("queue", SpanKind.INTERNAL, message), nanos);
    }

    /**
     * The write of its group took so long, until now.
     *
     * @param commands how many there were in the group
     * @param leader the one of the group whose trace goes on with all that leaves for its recipients
     */
    public void persisted(Traced message, long nanos, int commands, Traced leader) {
        SpanBuilder span = stage("persist", SpanKind.INTERNAL, message).setAttribute(COMMANDS, (long) commands);
        SpanContext followed = Traceparent.read(leader.parent());
        if (!leader.equals(message) && followed.isValid()) {
            span.addLink(followed);
        }
        ended(span, nanos);
    }

    /** What other devices need took so long to be durable, until now. */
    public void gated(Traced message, long nanos) {
        ended(stage("gate", SpanKind.INTERNAL, message), nanos);
    }

    /** It is on its way to so many users, since so many epoch milliseconds; to be ended when it was told to their nodes. */
    public Span publishing(Traced message, long sinceMillis, int recipients) {
        return stage("publish", SpanKind.PRODUCER, message)
                .setAttribute(RECIPIENTS, (long) recipients)
                .setStartTimestamp(sinceMillis, TimeUnit.MILLISECONDS)
                .startSpan();
    }

    /** It was written to so many connections just now; {@code sinceMillis}: when it left its chat, by that node's clock. */
    public void delivered(Traced message, long sinceMillis, int connections) {
        long now = now();
        stage("deliver", SpanKind.CONSUMER, message)
                .setAttribute(CONNECTIONS, (long) connections)
                .setStartTimestamp(Math.min(now, TimeUnit.MILLISECONDS.toNanos(sinceMillis)), TimeUnit.NANOSECONDS)
                .startSpan()
                .end(now, TimeUnit.NANOSECONDS);
    }

    private SpanBuilder stage(String name, SpanKind kind, Traced message) {
        SpanBuilder span = begin(name, kind, Traceparent.contextOf(message.parent()), message.chat());
        return message.seq() == 0 ? span : span.setAttribute(SEQ, message.seq());
    }

    private SpanBuilder begin(String name, SpanKind kind, Context parent, ChatId chat) {
        return tracer.spanBuilder(name)
                .setSpanKind(kind)
                .setParent(parent)
                .setAttribute(SYSTEM, "parley")
                .setAttribute(OPERATION, name)
                .setAttribute(CHAT, chat.key());
    }

    private void ended(SpanBuilder span, long nanos) {
        long now = now();
        span.setStartTimestamp(now - nanos, TimeUnit.NANOSECONDS).startSpan().end(now, TimeUnit.NANOSECONDS);
    }

    private long now() {
        Instant now = clock.instant();
        return TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano();
    }
}
