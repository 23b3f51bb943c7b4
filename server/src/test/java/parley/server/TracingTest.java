package parley.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.opentelemetry.api.trace.Span;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import parley.engine.id.ChatId;
import parley.engine.id.TenantId;
import parley.engine.limit.LimitReached;
import parley.engine.trace.MessageTraces;

class TracingTest {

    private static final ChatId CHAT = new ChatId(TenantId.DEFAULT, "g_7f");
    private static final Duration SOON = Duration.ofSeconds(10);

    private final MeterRegistry meters = new SimpleMeterRegistry();

    @Test
    void nothingIsTracedUnlessTheEnvironmentAsksForIt() {
        assertThat(start(Map.of()).messages()).isSameAs(MessageTraces.OFF);
        assertThat(start(Map.of("OTEL_SERVICE_NAME", "chat", "OTEL_TRACES_SAMPLER", "always_on"))
                        .messages())
                .isSameAs(MessageTraces.OFF);

        assertThat(Tracing.isAskedFor(Map.of("OTEL_EXPORTER_OTLP_ENDPOINT", "http://collector:4318")))
                .isTrue();
        assertThat(Tracing.isAskedFor(Map.of("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "http://collector:4318/v1/traces")))
                .isTrue();
        assertThat(Tracing.isAskedFor(Map.of("OTEL_TRACES_EXPORTER", "otlp"))).isTrue();
        assertThat(Tracing.isAskedFor(
                        Map.of("OTEL_TRACES_EXPORTER", "none", "OTEL_EXPORTER_OTLP_ENDPOINT", "http://collector:4318")))
                .isFalse();
        assertThat(Tracing.isAskedFor(
                        Map.of("OTEL_SDK_DISABLED", "true", "OTEL_EXPORTER_OTLP_ENDPOINT", "http://collector:4318")))
                .isFalse();
    }

    @Test
    void spansGoToWhereTheEnvironmentSaysWithTheNameOfTheirNode() throws Exception {
        try (OtlpReceiver collector = OtlpReceiver.start()) {
            Tracing tracing = start(asking(collector.endpoint(), Map.of("OTEL_SERVICE_NAME", "verona")));
            MessageTraces.end(tracing.messages().sent(CHAT));
            stop(tracing);

            assertThat(collector.spans()).singleElement().satisfies(span -> {
                assertThat(span.name()).isEqualTo("send");
                assertThat(span.node()).isEqualTo("node-1:25520");
                assertThat(span.service()).isEqualTo("verona");
            });
            assertThat(collector.everything()).contains("9.9.9");
            assertThat(count("parley.traces.spans", "result", "exported")).isEqualTo(1);
            assertThat(count("parley.traces.spans", "result", "failed")).isZero();
            assertThat(count(LimitReached.METRIC, LimitReached.LIMIT, SpanQueue.LIMIT))
                    .isZero();
        }
    }

    @Test
    void aShareOfMessagesIsTraced() throws Exception {
        try (OtlpReceiver collector = OtlpReceiver.start()) {
            Tracing tracing = start(asking(
                    collector.endpoint(),
                    Map.of("OTEL_TRACES_SAMPLER", "traceidratio", "OTEL_TRACES_SAMPLER_ARG", "0.25")));
            long traced = IntStream.range(0, 10_000)
                    .filter(i -> tracing.messages().sent(CHAT) != null)
                    .count();
            stop(tracing);

            assertThat(traced).isBetween(2_200L, 2_800L);
        }
        assertThat(Tracing.Share.of(Map.of()).of()).isEqualTo(1);
        assertThat(Tracing.Share.of(Map.of("OTEL_TRACES_SAMPLER", "always_off")).of())
                .isZero();
        assertThat(Tracing.Share.of(Map.of("OTEL_TRACES_SAMPLER", "parentbased_always_off"))
                        .nothing())
                .isFalse();
    }

    @Test
    void aCollectorThatIsGoneCostsSpansAndNothingElse() {
        Tracing tracing =
                start(asking("http://127.0.0.1:" + FreePorts.one(), Map.of("OTEL_EXPORTER_OTLP_TIMEOUT", "500")));

        for (int i = 0; i < 100; i++) {
            Span span = tracing.messages().sent(CHAT);
            assertThat(span).isNotNull();
            span.end();
        }

        assertThat(count(LimitReached.METRIC, LimitReached.LIMIT, SpanQueue.LIMIT))
                .as("of a hundred ten may wait")
                .isEqualTo(90);
        assertThat(meters.get("parley.traces.spans.waiting").gauge().value()).isEqualTo(10);
        await().atMost(SOON).until(() -> count("parley.traces.spans", "result", "failed") == 10);
        assertThat(meters.get("parley.traces.spans.waiting").gauge().value()).isZero();
        stop(tracing);
    }

    @Test
    void whatThereIsNotIsRefused() {
        assertThatThrownBy(() -> start(asking("http://127.0.0.1:4318", Map.of("OTEL_TRACES_SAMPLER", "jaeger_remote"))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("OTEL_TRACES_SAMPLER: jaeger_remote (expected: ");
        assertThatThrownBy(() -> start(asking(
                        "http://127.0.0.1:4318",
                        Map.of("OTEL_TRACES_SAMPLER", "traceidratio", "OTEL_TRACES_SAMPLER_ARG", "2"))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("OTEL_TRACES_SAMPLER_ARG: 2 (expected: 0 to 1)");
        assertThatThrownBy(() -> start(Map.of("OTEL_TRACES_EXPORTER", "carrier-pigeon")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("carrier-pigeon");
    }

    private static Map<String, String> asking(String endpoint, Map<String, String> more) {
        Map<String, String> environment = new HashMap<>(more);
        environment.put("OTEL_EXPORTER_OTLP_ENDPOINT", endpoint);
        environment.put("OTEL_BSP_SCHEDULE_DELAY", "2000");
        return environment;
    }

    private Tracing start(Map<String, String> environment) {
        return Tracing.start(environment, 10, new Tracing.Node("node-1:25520", "9.9.9"), meters, Clock.systemUTC());
    }

    private static void stop(Tracing tracing) {
        tracing.stop().toCompletableFuture().orTimeout(10, TimeUnit.SECONDS).join();
    }

    private double count(String name, String tag, String value) {
        return meters.get(name).tag(tag, value).counter().count();
    }
}
