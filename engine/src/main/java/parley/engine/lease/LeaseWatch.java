package parley.engine.lease;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;

/**
 * Tells when the lease of another node is over for sure: when this node has itself seen its version unchanged for the time to live
 * and the margin, on its own monotonic clock, from when a look had shown it to when the last look was sent; or at once when there
 * is a later incarnation of the same node, which begins after the one before has stopped answering ({@link NodeLease}). No clock of
 * another machine matters. A row that is gone counts as a version: its node may not know yet. Thread-safe; nodes that are not asked
 * for are forgotten when there are more than {@link #NODES_MAX}.
 */
public final class LeaseWatch {

    private static final int NODES_MAX = 1_000;
    private static final long NO_ROW = -1;

    private final NodeLeases store;
    private final LeaseSettings settings;
    private final LongSupplier nanoTime;
    private final Map<String, Looks> nodes = new HashMap<>();

    public LeaseWatch(NodeLeases store, LeaseSettings settings, LongSupplier nanoTime) {
        this.store = store;
        this.settings = settings;
        this.nanoTime = nanoTime;
    }

    private record Seen(long version, long atNanos) {}

    /** What was seen of one node, and the look that is under way. Guarded by the watch. */
    private static final class Looks {
        private final Map<Integer, Seen> seen = new HashMap<>();
        private int newest;
        private CompletableFuture<Long> underWay = CompletableFuture.completedFuture(0L);
    }

    /** Looks at a node's leases, so that the time counts from now. Harmless to repeat. */
    public void look(String node) {
        var unused = lookAt(node);
    }

    /** Looks, and tells whether the lease is over. False means not yet: ask again. Fails when the store does not answer. */
    CompletionStage<Boolean> isOver(NodeIncarnation holder) {
        return lookAt(holder.node()).thenApply(sentAt -> isOver(holder, sentAt));
    }

    private synchronized boolean isOver(NodeIncarnation holder, long sentAt) {
        Looks looks = looks(holder.node());
        if (looks.newest > holder.number()) {
            return true;
        }
        Seen seen = looks.seen.computeIfAbsent(holder.number(), any -> new Seen(NO_ROW, nanoTime.getAsLong()));
        return sentAt - seen.atNanos() >= settings.overAfter().toNanos();
    }

    /** Completes with when the look was sent. Who asks while one is under way shares it. */
    private CompletableFuture<Long> lookAt(String node) {
        Looks looks;
        CompletableFuture<Long> look = new CompletableFuture<>();
        long sentAt;
        synchronized (this) {
            looks = looks(node);
            if (!looks.underWay.isDone()) {
                return looks.underWay;
            }
            looks.underWay = look;
            sentAt = nanoTime.getAsLong();
        }
        var unused = store.versions(node).whenComplete((versions, failure) -> {
            if (failure != null) {
                look.completeExceptionally(failure);
            } else {
                note(looks, versions);
                look.complete(sentAt);
            }
        });
        return look;
    }

    private synchronized void note(Looks looks, Map<Integer, Long> versions) {
        long now = nanoTime.getAsLong();
        looks.seen.replaceAll((number, seen) ->
                versions.containsKey(number) || seen.version() == NO_ROW ? seen : new Seen(NO_ROW, now));
        versions.forEach((number, version) -> {
            looks.newest = Math.max(looks.newest, number);
            Seen before = looks.seen.get(number);
            if (before == null || before.version() != version) {
                looks.seen.put(number, new Seen(version, now));
            }
        });
    }

    private Looks looks(String node) {
        if (nodes.size() >= NODES_MAX && !nodes.containsKey(node)) {
            nodes.clear();
        }
        return nodes.computeIfAbsent(node, any -> new Looks());
    }
}
