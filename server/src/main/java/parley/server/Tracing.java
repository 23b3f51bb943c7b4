package parley.server;

import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import org.jspecify.annotations.Nullable;
import parley.engine.trace.MessageTraces;

/**
 * Where this node's traces go: nowhere, unless OpenTelemetry's environment variables ask for them. Then its SDK is put together as these
 * say, but for three things: there is nothing but traces, spans go over HTTP, and which messages are traced is decided here.
 */
final class Tracing {

    /** What a stop waits for the last spans. */
    private static final Duration FLUSH_WITHIN = Duration.ofSeconds(2);

    /** Of the SDK, in one request; never more than there may be at all. */
    private static final int BATCH_SPANS = 512;

    /** {@link SpanQueue} says what fails, once. Held here, or the level would be forgotten. */
    private static final java.util.logging.Logger EXPORTERS =
            java.util.logging.Logger.getLogger("io.opentelemetry.exporter");

    private final MessageTraces messages;
    private final @Nullable OpenTelemetrySdk sdk;

    private Tracing(MessageTraces messages, @Nullable OpenTelemetrySdk sdk) {
        this.messages = messages;
        this.sdk = sdk;
    }

    /** How spans say where they are from: {@code node} is unique in the cluster. */
    record Node(String node, String version) {}

    /**
     * Starts what is asked for.
     *
     * @param environment of the process
     * @param spansMax how many spans may wait
     * @throws IllegalArgumentException if the environment asks for something that there is not
     */
    static Tracing start(Map<String, String> environment, int spansMax, Node node, MeterRegistry meters, Clock clock) {
        SpanQueue queue = new SpanQueue(spansMax, meters);
        if (!isAskedFor(environment)) {
            return new Tracing(MessageTraces.OFF, null);
        }
        EXPORTERS.setLevel(Level.OFF);
        Share share = Share.of(environment);
        OpenTelemetrySdk sdk = build(properties(environment, spansMax), share, node, queue);
        MessageTraces messages = new MessageTraces(sdk.getTracer(MessageTraces.SCOPE), share::takes, clock);
        return new Tracing(messages, sdk);
    }

    MessageTraces messages() {
        return messages;
    }

    /** Sends what is left; completes soon, whether it could be sent or not. */
    CompletionStage<Void> stop() {
        if (sdk == null) {
            return CompletableFuture.completedFuture(null);
        }
        CompletableFuture<Void> stopped = new CompletableFuture<>();
        CompletableResultCode result = sdk.shutdown();
        result.whenComplete(() -> stopped.complete(null));
        return stopped.completeOnTimeout(null, FLUSH_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** By naming an exporter, or where to. */
    static boolean isAskedFor(Map<String, String> environment) {
        if (Boolean.parseBoolean(environment.get("OTEL_SDK_DISABLED"))) {
            return false;
        }
        String exporter = environment.getOrDefault("OTEL_TRACES_EXPORTER", "").strip();
        if (!exporter.isEmpty()) {
            return !exporter.equals("none");
        }
        return environment.containsKey("OTEL_EXPORTER_OTLP_ENDPOINT")
                || environment.containsKey("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT");
    }

    private static Map<String, String> properties(Map<String, String> environment, int spansMax) {
        Map<String, String> properties = new HashMap<>();
        properties.put("otel.service.name", "parley");
        properties.put("otel.exporter.otlp.protocol", "http/protobuf");
        properties.put("otel.bsp.max.export.batch.size", Integer.toString(Math.min(BATCH_SPANS, spansMax)));
        environment.forEach((name, value) -> {
            if (name.startsWith("OTEL_")) {
                properties.put(name.toLowerCase(Locale.ROOT).replace('_', '.'), value);
            }
        });
        properties.put("otel.bsp.max.queue.size", Integer.toString(spansMax));
        properties.put("otel.metrics.exporter", "none");
        properties.put("otel.logs.exporter", "none");
        return properties;
    }

    private static OpenTelemetrySdk build(Map<String, String> properties, Share share, Node node, SpanQueue queue) {
        Resource own = Resource.create(Attributes.of(
                AttributeKey.stringKey("service.instance.id"),
                node.node(),
                AttributeKey.stringKey("service.version"),
                node.version()));
        try {
            return AutoConfiguredOpenTelemetrySdk.builder()
                    .disableShutdownHook()
                    .addPropertiesCustomizer(any -> properties)
                    .addResourceCustomizer((said, any) -> said.merge(own))
                    .addSamplerCustomizer((said, any) -> share.sampler(said))
                    .addSpanProcessorCustomizer((batches, any) -> queue.before(batches))
                    .addSpanExporterCustomizer((exporter, any) -> queue.behind(exporter))
                    .build()
                    .getOpenTelemetrySdk();
        } catch (RuntimeException e) {
            throw new IllegalArgumentException("OTEL_*: " + e.getMessage(), e);
        }
    }

    /**
     * Which messages are traced. The SDK's samplers are asked when an id has been made and a span been begun; this is asked before, and
     * makes nothing for a message that is not traced. What a message's first node decided holds on all others.
     *
     * @param nothing whether not even what others trace is
     */
    record Share(double of, boolean nothing) {

        private static final String SAMPLER = "OTEL_TRACES_SAMPLER";
        private static final String RATIO = "OTEL_TRACES_SAMPLER_ARG";

        static Share of(Map<String, String> environment) {
            String sampler = environment.getOrDefault(SAMPLER, "parentbased_always_on");
            return switch (sampler) {
                case "always_on", "parentbased_always_on" -> new Share(1, false);
                case "always_off" -> new Share(0, true);
                case "parentbased_always_off" -> new Share(0, false);
                case "traceidratio", "parentbased_traceidratio" ->
                    new Share(ratio(environment.getOrDefault(RATIO, "1")), false);
                default ->
                    throw new IllegalArgumentException(SAMPLER + ": " + sampler
                            + " (expected: always_on, always_off or traceidratio, alone or after parentbased_)");
            };
        }

        private static double ratio(String text) {
            double ratio;
            try {
                ratio = Double.parseDouble(text);
            } catch (NumberFormatException e) {
                ratio = Double.NaN;
            }
            if (ratio >= 0 && ratio <= 1) {
                return ratio;
            }
            throw new IllegalArgumentException(RATIO + ": " + text + " (expected: 0 to 1)");
        }

        boolean takes() {
            return ThreadLocalRandom.current().nextDouble() < of;
        }

        Sampler sampler(Sampler said) {
            return nothing ? said : Sampler.parentBased(Sampler.alwaysOn());
        }
    }
}
