package parley.engine.lease;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import parley.engine.fakes.FakeLeases;
import parley.engine.fakes.FakeTokens;
import parley.engine.fakes.FakeWriteAhead;

/** One node with a clock of its own, on rows in memory. */
final class LeaseWorld {

    static final Duration TTL = Duration.ofSeconds(6);
    static final LeaseSettings SETTINGS = new LeaseSettings(TTL, Duration.ofSeconds(1), Duration.ofSeconds(1));
    static final NodeIncarnation OTHER = new NodeIncarnation("node-2", 1);

    final FakeTokens tokens = new FakeTokens();
    final FakeLeases leases = new FakeLeases();
    final FakeWriteAhead ahead = new FakeWriteAhead();
    final AtomicLong nanos = new AtomicLong(-TTL.toNanos());
    final AtomicInteger toldToLeave = new AtomicInteger();
    final NodeLease lease = new NodeLease(leases, "node-1", SETTINGS, nanos::get, toldToLeave::incrementAndGet);
    final LeaseWatch watch = new LeaseWatch(leases, SETTINGS, nanos::get);
    final HeldShards shards = new HeldShards(tokens, lease, watch, ahead);

    /** With a lease. */
    LeaseWorld begun() {
        lease.tick();
        assertThat(lease.term().holds()).isTrue();
        return this;
    }

    void passes(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    static <T> T now(CompletionStage<T> stage) {
        CompletableFuture<T> future = stage.toCompletableFuture();
        assertThat(future).isDone();
        return future.join();
    }
}
