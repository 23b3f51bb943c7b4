package parley.engine.fakes;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import parley.engine.trace.MessageTraces;

/** What a node tells of messages, kept; the clock of what is told when it ends stands at {@link Given#AT}. */
public final class RecordedSpans {

    private final InMemorySpanExporter exporter = InMemorySpanExporter.create();
    private final SdkTracerProvider provider = SdkTracerProvider.builder()
            .addSpanProcessor(SimpleSpanProcessor.create(exporter))
            .build();

    public MessageTraces traces(BooleanSupplier chosen) {
        Clock clock = Clock.fixed(Instant.ofEpochMilli(Given.AT), ZoneOffset.UTC);
        return new MessageTraces(provider.get(MessageTraces.SCOPE), chosen, clock);
    }

    /** In the order in which they ended. */
    public List<SpanData> all() {
        return exporter.getFinishedSpanItems();
    }

    public List<SpanData> named(String name) {
        return all().stream().filter(span -> span.getName().equals(name)).toList();
    }

    public SpanData one(String name) {
        assertThat(named(name)).as(name).hasSize(1);
        return named(name).get(0);
    }

    public static Map<String, Object> attributes(SpanData span) {
        Map<String, Object> attributes = new TreeMap<>();
        span.getAttributes().forEach((key, value) -> attributes.put(key.getKey(), value));
        return attributes;
    }
}
