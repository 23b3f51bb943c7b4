package parley.engine.lease;

import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import parley.engine.lease.NodeLeases.NodeRemoved;
import parley.engine.lease.NodeLeases.Renewal;

/**
 * This node's lease: it may answer for its shards only while it knows that nobody else may have taken them. Each renewal that the
 * store confirms makes the term end {@code ttl} after the renewal was <em>sent</em>, on this node's monotonic clock; a confirmation
 * that comes after the term ran out renews nothing. When the term is over, whoever holds a shard under it is told, and only then
 * the node begins anew as another incarnation, from which others see that this one answers no more. If they have removed it from
 * the cluster, it holds nothing any more, and is told to leave. So a node that was paused, or cannot reach the store, has stopped
 * answering before others take over (see {@link LeaseWatch}); a machine whose monotonic clock stands still while it is suspended is
 * the risk that is left.
 *
 * <p>Driven by {@link #tick}. Thread-safe.
 */
public final class NodeLease {

    private static final Logger log = LoggerFactory.getLogger(NodeLease.class);

    private final NodeLeases store;
    private final LeaseSettings settings;
    private final LongSupplier nanoTime;
    private final Runnable onRemoved;
    private volatile Consumer<Term> onEnd = ended -> {};
    private Term term;

    /** @param onRemoved run once when the node learns from the store that the cluster has removed it */
    public NodeLease(NodeLeases store, String node, LeaseSettings settings, LongSupplier nanoTime, Runnable onRemoved) {
        this.onRemoved = onRemoved;
        this.store = store;
        this.settings = settings;
        this.nanoTime = nanoTime;
        this.term = new Term(new NodeIncarnation(node, 1));
    }

    /** Who is told, once each, of the terms that are over. */
    void onEnd(Consumer<Term> told) {
        onEnd = told;
    }

    /** Under which shards are taken now. */
    synchronized Term term() {
        return term;
    }

    /** Whether this node holds its lease at this moment. */
    public boolean holds() {
        return term().holds();
    }

    /** How many leases of this process are over. */
    public int lost() {
        Term current = term();
        return current.holder.number() - (current.ended ? 0 : 1);
    }

    /** Renews, and ends what ran out. To be called every {@code renewEvery}. */
    public void tick() {
        Term current = term();
        if (current.hasRunOut()) {
            end(current, "ran out");
        } else {
            current.renew();
        }
    }

    private void endForGood(Term last) {
        synchronized (this) {
            if (term != last || last.ended) {
                return;
            }
            last.ended = true;
        }
        log.warn("lease lost holder={} why=removed from the cluster", last.holder.text());
        onEnd.accept(last);
        onRemoved.run();
    }

    private void end(Term ended, String why) {
        synchronized (this) {
            if (term != ended || ended.ended) {
                return;
            }
            // In this order: who sees the next incarnation's row takes the shards of this one at once.
            ended.ended = true;
            term = new Term(ended.holder.next());
        }
        log.warn("lease lost holder={} why={}", ended.holder.text(), why);
        onEnd.accept(ended);
        term().renew();
    }

    /** One incarnation's lease. {@link #holds} may be asked from any thread, for each message: it reads a clock and no more. */
    final class Term {

        private final NodeIncarnation holder;
        private volatile boolean begun;
        private volatile boolean ended;
        private volatile long until;
        private long version;
        private boolean renewing;

        private Term(NodeIncarnation holder) {
            this.holder = holder;
        }

        NodeIncarnation holder() {
            return holder;
        }

        /** Whether this node may still answer under it. Once false after it was true, false for ever. */
        boolean holds() {
            return begun && !ended && nanoTime.getAsLong() - until < 0;
        }

        private boolean hasRunOut() {
            return begun && nanoTime.getAsLong() - until >= 0;
        }

        /** One request at a time: a slow store is not asked more often. */
        private void renew() {
            long known;
            synchronized (this) {
                if (renewing || ended) {
                    return;
                }
                renewing = true;
                known = version;
            }
            long sentAt = nanoTime.getAsLong();
            CompletionStage<Optional<Renewal>> answer =
                    known == 0 ? store.begin(holder).thenApply(Optional::of) : store.renew(holder, known);
            var unused = answer.whenComplete((renewal, failure) -> {
                answered();
                if (failure == null) {
                    renewed(renewal, sentAt);
                } else if (isRemoved(failure)) {
                    endForGood(this);
                } else {
                    log.debug("lease not renewed holder={} cause={}", holder.text(), failure.toString());
                }
            });
        }

        private static boolean isRemoved(Throwable failure) {
            return failure instanceof NodeRemoved || failure.getCause() instanceof NodeRemoved;
        }

        private synchronized void answered() {
            renewing = false;
        }

        private void renewed(Optional<Renewal> renewal, long sentAt) {
            if (renewal.isEmpty()) {
                NodeLease.this.end(this, "row gone");
            } else if (hasRunOut()) {
                NodeLease.this.end(this, "renewed too late");
            } else {
                extend(renewal.get(), sentAt);
            }
        }

        private synchronized void extend(Renewal renewal, long sentAt) {
            version = renewal.version();
            if (renewal.raised()) {
                until = sentAt + settings.ttl().toNanos();
                begun = true;
            }
        }
    }
}
