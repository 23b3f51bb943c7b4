package parley.engine.trace;

import io.opentelemetry.api.trace.Span;
import org.jspecify.annotations.Nullable;
import parley.engine.id.ChatId;

/**
 * A message that is traced, as it travels with what is measured of it.
 *
 * @param parent the {@link Traceparent} under which its next spans begin
 * @param seq 0 as long as it has none
 */
public record Traced(String parent, ChatId chat, long seq) {

    /** Null for a command whose sender's node does not trace it. */
    public static @Nullable Traced of(@Nullable String parent, ChatId chat) {
        return parent == null ? null : new Traced(parent, chat, 0);
    }

    /** It has its place in the chat. */
    public Traced at(long seq) {
        return new Traced(parent, chat, seq);
    }

    /** What comes next begins under this span. */
    public Traced under(Span span) {
        String under = Traceparent.of(span);
        return under == null ? this : new Traced(under, chat, seq);
    }
}
