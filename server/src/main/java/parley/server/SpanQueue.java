package parley.server;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.util.Collection;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import parley.engine.limit.LimitReached;

/**
 * How many spans wait to be exported, and what became of those that did. Stands before and behind the SDK's batches, whose own queue drops
 * what is too much without a count that we could show: here it is never full. Thread-safe, never blocks.
 */
final class SpanQueue {

    /** The setting that bounds it. */
    static final String LIMIT = "parley.server.traces.spans-max";

    private static final Logger log = LoggerFactory.getLogger(SpanQueue.class);

    private final int spansMax;
    private final AtomicInteger waiting = new AtomicInteger();
    private final AtomicBoolean failing = new AtomicBoolean();
    private final Counter full;
    private final Counter exported;
    private final Counter failed;

    /** @param spansMax as large as the SDK's own queue */
    SpanQueue(int spansMax, MeterRegistry meters) {
        this.spansMax = spansMax;
        full = LimitReached.counter(meters, LIMIT);
        exported = meters.counter("parley.traces.spans", "result", "exported");
        failed = meters.counter("parley.traces.spans", "result", "failed");
        Gauge.builder("parley.traces.spans.waiting", waiting, AtomicInteger::get)
                .register(meters);
    }

    /** Lets in what there is room for. */
    SpanProcessor before(SpanProcessor batches) {
        return new Door(batches);
    }

    /** Makes room, and counts. */
    SpanExporter behind(SpanExporter exporter) {
        return new Exit(exporter);
    }

    private final class Door implements SpanProcessor {
        private final SpanProcessor batches;

        Door(SpanProcessor batches) {
            this.batches = batches;
        }

        @Override
        public void onStart(Context parent, ReadWriteSpan span) {
            batches.onStart(parent, span);
        }

        @Override
        public boolean isStartRequired() {
            return batches.isStartRequired();
        }

        @Override
        public void onEnd(ReadableSpan span) {
            if (!span.getSpanContext().isSampled()) {
                return;
            }
            if (waiting.incrementAndGet() > spansMax) {
                waiting.decrementAndGet();
                full.increment();
            } else {
                batches.onEnd(span);
            }
        }

        @Override
        public boolean isEndRequired() {
            return true;
        }

        @Override
        public CompletableResultCode shutdown() {
            return batches.shutdown();
        }

        @Override
        public CompletableResultCode forceFlush() {
            return batches.forceFlush();
        }
    }

    private final class Exit implements SpanExporter {
        private final SpanExporter exporter;

        Exit(SpanExporter exporter) {
            this.exporter = exporter;
        }

        @Override
        public CompletableResultCode export(Collection<SpanData> spans) {
            int count = spans.size();
            CompletableResultCode result = exporter.export(spans);
            return result.whenComplete(() -> {
                waiting.addAndGet(-count);
                if (result.isSuccess()) {
                    succeeded(count);
                } else {
                    failed(count, result.getFailureThrowable());
                }
            });
        }

        @Override
        public CompletableResultCode flush() {
            return exporter.flush();
        }

        @Override
        public CompletableResultCode shutdown() {
            return exporter.shutdown();
        }
    }

    private void succeeded(int spans) {
        exported.increment(spans);
        if (failing.compareAndSet(true, false)) {
            log.info("traces exported again");
        }
    }

    /** Said once until it works again: the metric says how much. */
    private void failed(int spans, @Nullable Throwable why) {
        failed.increment(spans);
        if (failing.compareAndSet(false, true)) {
            log.warn("traces not exported spans={} reason={}", spans, String.valueOf(why));
        }
    }
}
