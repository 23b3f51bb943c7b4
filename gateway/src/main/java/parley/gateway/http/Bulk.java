package parley.gateway.http;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Function;
import java.util.function.LongSupplier;
import parley.gateway.auth.RequestRefused;
import parley.gateway.wire.ErrorCode;

/**
 * Does many things for one request, some at a time, and answers each in its place. Things of one lane are done one after the
 * other; when one of them fails for now, the rest of the lane is not tried, or trying again would change their order.
 */
final class Bulk<T> {

    private static final long LATE_RETRY_MS = 500;

    private final List<List<Integer>> lanes;
    private final List<T> items;
    private final Function<T, CompletionStage<Object>> each;
    private final Work work;
    private final long startedAt;
    private final AtomicReferenceArray<Object> results;
    private final AtomicInteger nextLane = new AtomicInteger();

    /** What stands in the place of an item that failed. */
    record Failed(Failures.Body error) {}

    record Results(List<Object> results) {}

    private Bulk(List<T> items, Function<T, String> lane, Function<T, CompletionStage<Object>> each, Work work) {
        Map<String, List<Integer>> byLane = new LinkedHashMap<>();
        for (int i = 0; i < items.size(); i++) {
            byLane.computeIfAbsent(lane.apply(items.get(i)), unknown -> new ArrayList<>())
                    .add(i);
        }
        this.lanes = List.copyOf(byLane.values());
        this.items = items;
        this.each = each;
        this.work = work;
        this.startedAt = work.nanoTime().getAsLong();
        this.results = new AtomicReferenceArray<>(items.size());
    }

    /** Completes, never fails, with a result for each item. */
    static <T> CompletionStage<Results> run(
            List<T> items, Function<T, String> lane, Function<T, CompletionStage<Object>> each, Work work) {
        Bulk<T> bulk = new Bulk<>(items, lane, each, work);
        CompletableFuture<?>[] workers = new CompletableFuture<?>[Math.min(work.parallelism(), bulk.lanes.size())];
        for (int i = 0; i < workers.length; i++) {
            workers[i] = bulk.work().toCompletableFuture();
        }
        return CompletableFuture.allOf(workers).thenApply(done -> bulk.collect());
    }

    /**
     * How it is done.
     *
     * @param request for the log, if something fails that should not
     * @param within after this no item is begun, so that an answer comes while somebody waits for it
     */
    record Work(String request, int parallelism, Duration within, LongSupplier nanoTime) {}

    private Results collect() {
        List<Object> all = new ArrayList<>(items.size());
        for (int i = 0; i < items.size(); i++) {
            all.add(results.get(i));
        }
        return new Results(all);
    }

    private CompletionStage<Void> work() {
        int lane = nextLane.getAndIncrement();
        return lane >= lanes.size()
                ? CompletableFuture.completedFuture(null)
                : go(lanes.get(lane), 0).thenCompose(done -> work());
    }

    private static RequestRefused late() {
        return new RequestRefused(ErrorCode.UNAVAILABLE, "not tried: what came before took too long", LATE_RETRY_MS);
    }

    private boolean isLate() {
        return work.nanoTime().getAsLong() - startedAt >= work.within().toNanos();
    }

    private CompletionStage<Void> go(List<Integer> lane, int at) {
        if (at == lane.size()) {
            return CompletableFuture.completedFuture(null);
        }
        int place = lane.get(at);
        return CompletableFuture.completedFuture(items.get(place))
                .thenCompose(item -> isLate() ? CompletableFuture.failedFuture(late()) : each.apply(item))
                .exceptionally(failure -> new Failed(Failures.body(failure, work.request())))
                .thenCompose(result -> {
                    results.set(place, result);
                    if (result instanceof Failed failed && failed.error().retryable()) {
                        lane.subList(at, lane.size()).forEach(untried -> results.set(untried, failed));
                        return CompletableFuture.completedFuture(null);
                    }
                    return go(lane, at + 1);
                });
    }
}
