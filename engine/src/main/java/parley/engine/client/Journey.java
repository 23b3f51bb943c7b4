package parley.engine.client;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.opentelemetry.api.trace.Span;
import org.jspecify.annotations.Nullable;
import parley.engine.trace.Traced;

/**
 * Where the oldest message in a frame was, and when: at the node whom its sender told, and at its chat's opened gate. Epoch
 * milliseconds, each on the clock of the node where that was. Travels with the frame, for measuring alone.
 *
 * @param traced the message in the frame whose trace goes on with it; null for most, and from a node that does not say
 */
public record Journey(
        long receivedAt,
        long openedAt,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Traced traced) {

    /** The metric of the stages that a message goes through; engines and gateways have a part of them each. */
    public static final String STAGES = "parley.message.stage";

    /** Of a frame that is not traced. */
    public Journey(long receivedAt, long openedAt) {
        this(receivedAt, openedAt, null);
    }

    /** What comes next in the trace, if there is one, begins under this span. */
    public Journey under(Span span) {
        return traced == null ? this : new Journey(receivedAt, openedAt, traced.under(span));
    }
}
