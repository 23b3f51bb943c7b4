package parley.server;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.Extension;
import akka.actor.typed.ExtensionId;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmHeapPressureMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;

/**
 * What this node counts, and its Java machine. The parts are handed the registry when they are wired; only {@link MetricsRoutes},
 * which Akka makes, finds it here. Thread-safe.
 */
public final class Metrics implements Extension {

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final JvmGcMetrics collections = new JvmGcMetrics();
    private final JvmHeapPressureMetrics heap = new JvmHeapPressureMetrics();

    private Metrics() {
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new FileDescriptorMetrics().bindTo(registry);
        collections.bindTo(registry);
        heap.bindTo(registry);
    }

    /** The metrics of {@code system}: there are some for each, for as long as it lives. */
    static Metrics get(ActorSystem<?> system) {
        return Id.INSTANCE.apply(system);
    }

    MeterRegistry registry() {
        return registry;
    }

    /** All of them as Prometheus reads them. */
    String scrape() {
        return registry.scrape();
    }

    private static final class Id extends ExtensionId<Metrics> {
        static final Id INSTANCE = new Id();

        @Override
        public Metrics createExtension(ActorSystem<?> system) {
            Metrics metrics = new Metrics();
            system.getWhenTerminated().thenRun(() -> {
                metrics.collections.close();
                metrics.heap.close();
            });
            return metrics;
        }
    }
}
