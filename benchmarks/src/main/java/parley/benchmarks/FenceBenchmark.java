package parley.benchmarks;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import parley.engine.lease.HeldShards;
import parley.engine.lease.LeaseSettings;
import parley.engine.lease.LeaseWatch;
import parley.engine.lease.NodeIncarnation;
import parley.engine.lease.NodeLease;
import parley.engine.lease.NodeLeases;
import parley.engine.lease.ShardTokens;
import parley.engine.lease.Tenure;
import parley.engine.lease.WriteAhead;

/** What the fence adds to a message: two questions whether the shard is held, and nothing that leaves the node. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class FenceBenchmark {

    private static final String SHARD = "7";
    private static final Duration LONG = Duration.ofHours(3);

    private Tenure tenure;

    /** A shard that is held, under a lease that does not end meanwhile. */
    @Setup
    public void hold() {
        Store store = new Store();
        LeaseSettings settings = new LeaseSettings(LONG, Duration.ofHours(1), Duration.ofSeconds(1));
        NodeLease lease = new NodeLease(store, "node", settings, System::nanoTime, () -> {});
        HeldShards shards =
                new HeldShards(store, lease, new LeaseWatch(store, settings, System::nanoTime), WriteAhead.NONE);
        lease.tick();
        shards.acquire(SHARD, () -> {}).toCompletableFuture().join();
        tenure = shards.begin(SHARD).toCompletableFuture().join().tenure();
    }

    /** The clock that the question reads, without the question. */
    @Benchmark
    public long clock() {
        return System.nanoTime();
    }

    /** One of the two questions. */
    @Benchmark
    public boolean holds() {
        return tenure.holds();
    }

    /** Everything is granted at once. */
    private static final class Store implements NodeLeases, ShardTokens {

        @Override
        public CompletionStage<Renewal> begin(NodeIncarnation holder) {
            return CompletableFuture.completedFuture(new Renewal(1, true));
        }

        @Override
        public CompletionStage<Optional<Renewal>> renew(NodeIncarnation holder, long version) {
            return CompletableFuture.completedFuture(Optional.of(new Renewal(version + 1, true)));
        }

        @Override
        public CompletionStage<Void> remove(String node) {
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public CompletionStage<Map<Integer, Long>> versions(String node) {
            return CompletableFuture.completedFuture(Map.of());
        }

        @Override
        public CompletionStage<Optional<ShardRow>> read(String shard) {
            return CompletableFuture.completedFuture(Optional.empty());
        }

        @Override
        public CompletionStage<Optional<Long>> take(String shard, NodeIncarnation holder, Optional<ShardRow> asRead) {
            return CompletableFuture.completedFuture(Optional.of(1L));
        }

        @Override
        public CompletionStage<Optional<Long>> raise(String shard, NodeIncarnation holder, long token, long atLeast) {
            return CompletableFuture.completedFuture(Optional.of(atLeast + 1));
        }

        @Override
        public CompletionStage<Boolean> release(String shard, long token) {
            return CompletableFuture.completedFuture(true);
        }
    }
}
