package parley.engine.trace;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import org.jspecify.annotations.Nullable;

/**
 * A span as other nodes are told of it: the {@code traceparent} of W3C Trace Context. Nodes tell each other of spans that are recorded and
 * of no others, and of nothing else of a trace: neither {@code tracestate} nor baggage.
 */
public final class Traceparent {

    private static final String FIELD = "traceparent";

    private Traceparent() {}

    /** Null if the span is not recorded, and so for none. */
    public static @Nullable String of(@Nullable Span span) {
        if (span == null || !span.getSpanContext().isSampled()) {
            return null;
        }
        String[] written = new String[1];
        W3CTraceContextPropagator.getInstance().inject(Context.root().with(span), written, (carrier, field, value) -> {
            if (carrier != null && field.equals(FIELD)) {
                carrier[0] = value;
            }
        });
        return written[0];
    }

    /** The other way round. Not valid, and never an error, if there is none, or it is not one. */
    public static SpanContext read(@Nullable String traceparent) {
        return Span.fromContext(contextOf(traceparent)).getSpanContext();
    }

    /** For spans that begin under it. */
    static Context contextOf(@Nullable String traceparent) {
        return W3CTraceContextPropagator.getInstance().extract(Context.root(), traceparent, Getter.INSTANCE);
    }

    private enum Getter implements TextMapGetter<String> {
        INSTANCE;

        @Override
        public @Nullable String get(@Nullable String carrier, String field) {
            return field.equals(FIELD) ? carrier : null;
        }
    }
}
