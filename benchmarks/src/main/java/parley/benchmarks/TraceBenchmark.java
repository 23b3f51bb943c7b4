package parley.benchmarks;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.time.Clock;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import parley.engine.id.ChatId;
import parley.engine.id.TenantId;
import parley.engine.trace.MessageTraces;
import parley.engine.trace.Traceparent;

/** What a message costs the gateway that it came to, by whether it is traced; and what asking the SDK's own sampler would cost. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class TraceBenchmark {

    private static final double NEARLY_NEVER = 1e-12;

    private final ChatId chat = new ChatId(TenantId.DEFAULT, "g_3k5n7q2xw4");
    private final MessageTraces off = MessageTraces.OFF;
    private final MessageTraces unsampled = new MessageTraces(
            OpenTelemetry.noop().getTracer(MessageTraces.SCOPE),
            () -> ThreadLocalRandom.current().nextDouble() < NEARLY_NEVER,
            Clock.systemUTC());
    private final MessageTraces sampled = traces(Sampler.alwaysOn());
    private final MessageTraces unsampledBySdk = traces(Sampler.traceIdRatioBased(NEARLY_NEVER));

    private static MessageTraces traces(Sampler sampler) {
        SdkTracerProvider provider =
                SdkTracerProvider.builder().setSampler(sampler).build();
        return new MessageTraces(provider.get(MessageTraces.SCOPE), () -> true, Clock.systemUTC());
    }

    /** Nothing is traced. */
    @Benchmark
    public String off() {
        return send(off);
    }

    /** A share is, this one is not. */
    @Benchmark
    public String unsampled() {
        return send(unsampled);
    }

    /** The same, if the SDK were asked. */
    @Benchmark
    public String unsampledBySdk() {
        return send(unsampledBySdk);
    }

    /** Without the queue and the export. */
    @Benchmark
    public String sampled() {
        return send(sampled);
    }

    private String send(MessageTraces traces) {
        Span span = traces.sent(chat);
        String told = Traceparent.of(span);
        MessageTraces.end(traces.acking(span, chat, 7, false));
        MessageTraces.end(span);
        return told;
    }
}
