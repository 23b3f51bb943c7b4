package parley.persistence;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.BaseUnits;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.ToDoubleFunction;
import parley.engine.limit.LimitReached;
import parley.engine.meter.Durations;
import parley.persistence.journal.WriteAheadLog;
import parley.persistence.write.WriteCoalescer;
import parley.persistence.write.WriteCoalescer.Stats;

/** Shows what the parts of a {@link CassandraStore} count. They count by themselves: Akka makes the store, and hands it nothing. */
final class StoreMeters {

    private static final String ROOT = "parley.persistence.";

    private final MeterRegistry meters;

    StoreMeters(MeterRegistry meters) {
        this.meters = meters;
    }

    /** {@code kind}: journal or inbox. */
    void writes(String kind, WriteCoalescer<?> writes) {
        gauge("parley.store.requests", kind, writes, Stats::requests);
        gauge("parley.store.waiting.rows", kind, writes, Stats::waitingRows);
        gauge("parley.store.waiting." + BaseUnits.BYTES, kind, writes, Stats::waitingBytes);
        counter("parley.store.requests.sent", kind, writes, Stats::sentRequests);
        counter("parley.store.requests.split", kind, writes, Stats::splitRequests);
        counter("parley.store.rows.sent", kind, writes, Stats::sentRows);
        Timer durable = Durations.histogram(
                meters, "parley.store.write", "Until all rows of a write are durable, waiting included", "kind", kind);
        writes.measure(nanos -> durable.record(nanos, TimeUnit.NANOSECONDS));
        String setting = ROOT + kind + "-writes.";
        limit(setting + "waiting-rows-max", writes, of -> of.stats().refused().byRows());
        limit(setting + "waiting-bytes-max", writes, of -> of.stats().refused().byBytes());
        limit(setting + "waiting-time-max", writes, of -> of.stats().refused().byTime());
    }

    void writeAhead(WriteAheadLog ahead) {
        String root = "parley.store.ahead.";
        Gauge.builder(root + "unsettled.rows", ahead, of -> of.stats().unsettledRows())
                .register(meters);
        Gauge.builder(
                        root + "unsettled." + BaseUnits.BYTES,
                        ahead,
                        of -> of.stats().unsettledBytes())
                .register(meters);
        TimeGauge.builder(root + "oldest", ahead, TimeUnit.NANOSECONDS, WriteAheadLog::oldestNanos)
                .register(meters);
        ahead(root + "written", ahead, WriteAheadLog.Stats::aheadRows);
        ahead(root + "writes", ahead, WriteAheadLog.Stats::aheadWrites);
        ahead(root + "settled", ahead, WriteAheadLog.Stats::settledGroups);
        ahead(root + "recovered", ahead, WriteAheadLog.Stats::recoveredWrites);
        limit(ROOT + "write-ahead.unsettled-rows-max", ahead, of -> of.stats().tooManyRows());
        limit(ROOT + "write-ahead.unsettled-bytes-max", ahead, of -> of.stats().tooManyBytes());
    }

    private void ahead(String name, WriteAheadLog counted, ToDoubleFunction<WriteAheadLog.Stats> value) {
        FunctionCounter.builder(name, counted, of -> value.applyAsDouble(of.stats()))
                .register(meters);
    }

    void listReads(ReadLimit reads) {
        Gauge.builder("parley.store.list.reads", reads, ReadLimit::underWay)
                .tag("state", "running")
                .register(meters);
        Gauge.builder("parley.store.list.reads", reads, ReadLimit::waiting)
                .tag("state", "waiting")
                .register(meters);
        limit(ROOT + "list-reads-waiting-max", reads, ReadLimit::refused);
    }

    void cutLists(LongAdder cut) {
        limit(ROOT + "list-rows-max", cut, LongAdder::sum);
    }

    void requests(Cql cql) {
        cql.requests().bindTo(meters);
        limit(ROOT + "requests-waiting-max", cql.requests(), StoreRequests::throttled);
    }

    private void gauge(String name, String kind, WriteCoalescer<?> writes, ToDoubleFunction<Stats> value) {
        Gauge.builder(name, writes, of -> value.applyAsDouble(of.stats()))
                .tag("kind", kind)
                .register(meters);
    }

    private void counter(String name, String kind, WriteCoalescer<?> writes, ToDoubleFunction<Stats> value) {
        FunctionCounter.builder(name, writes, of -> value.applyAsDouble(of.stats()))
                .tag("kind", kind)
                .register(meters);
    }

    private <T> void limit(String setting, T counted, ToDoubleFunction<T> value) {
        FunctionCounter.builder(LimitReached.METRIC, counted, value)
                .tag(LimitReached.LIMIT, setting)
                .register(meters);
    }
}
