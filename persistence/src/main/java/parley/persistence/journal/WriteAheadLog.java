package parley.persistence.journal;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import parley.engine.lease.NodeIncarnation;
import parley.engine.lease.WriteAhead;
import parley.persistence.Cql;
import parley.persistence.PersistenceSettings.WriteAheadLimits;
import parley.persistence.journal.Unsettled.Group;
import parley.persistence.journal.WriteAheadTable.Ahead;
import parley.persistence.write.RowTransport;
import parley.persistence.write.RowWrites;

/**
 * Makes entries and receipts of many chats durable with one row of this node, where each would take a change, and a wait for the disk,
 * of its own, and brings them to their places later, those of a chat together (a write-ahead log with group commit: Gray and Reuter,
 * Transaction Processing, 1993, chapter 9). Whoever reads a chat's through this node has that done first; another node reads them only
 * after {@link #settle} or {@link #recover}. What takes few changes goes to its place directly, and so does everything while too much is
 * unsettled, and before {@link #begin}. Thread-safe.
 */
public final class WriteAheadLog implements RowTransport<AheadRow>, WriteAhead {

    /** How often {@link #tick} is to be called. */
    public static final Duration TICK = Duration.ofMillis(200);

    private static final Logger log = LoggerFactory.getLogger(WriteAheadLog.class);
    private static final Object ONE_LANE = "write-ahead";
    private static final int RECOVERED_MAX = 256;

    private final WriteAheadLimits limits;
    private final WriteAheadTable table;
    private final RowWrites rows;
    private final Settlement settlement;
    private final LongSupplier nanoTime;
    private final LongSupplier epochMicros;
    private final Object lock = new Object();
    private final Unsettled unsettled;

    private final Map<NodeIncarnation, CompletableFuture<Void>> recovered = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<NodeIncarnation, CompletableFuture<Void>> eldest) {
            return size() > RECOVERED_MAX;
        }
    };

    private @Nullable String node;
    private long lastRow;
    private long lastWrittenAt;
    private long forgottenTo;
    private boolean forgetting;
    private boolean failing;
    private int settling;
    private long aheadRows;
    private long aheadWrites;
    private long settledGroups;
    private long recoveredWrites;
    private long tooManyRows;
    private long tooManyBytes;

    public WriteAheadLog(Cql cql, WriteAheadLimits limits, LongSupplier nanoTime, LongSupplier epochMicros) {
        this.limits = limits;
        this.table = new WriteAheadTable(cql);
        this.rows = new RowWrites(cql);
        this.settlement = new Settlement(cql);
        this.nanoTime = nanoTime;
        this.epochMicros = epochMicros;
        this.unsettled = new Unsettled(limits.groupRowsMax(), limits.groupBytesMax());
    }

    /** From now on things may be written ahead. */
    @Override
    public void begin(String name) {
        synchronized (lock) {
            node = limits.enabled() ? name : null;
        }
    }

    // ---- what the coalescer sends

    @Override
    public int bytes(AheadRow row) {
        return row.write().bytes();
    }

    /** The replicas of this node's row, or, where nothing is written ahead, those of its place. */
    @Override
    public Object lane(AheadRow row) {
        synchronized (lock) {
            return node == null ? rows.lane(row.statement()) : ONE_LANE;
        }
    }

    @Override
    public CompletionStage<?> send(List<AheadRow> sent) {
        String name;
        Ahead ahead = null;
        synchronized (lock) {
            name = node;
            if (name != null && mayGoAhead(sent)) {
                lastWrittenAt = Math.max(lastWrittenAt + 1, epochMicros.getAsLong());
                ahead = new Ahead(
                        ++lastRow,
                        lastWrittenAt,
                        sent.stream().map(AheadRow::write).toList());
                unsettled.begin(ahead.n());
            }
        }
        return name == null || ahead == null
                ? rows.send(sent.stream().map(AheadRow::statement).toList())
                : append(name, ahead);
    }

    private boolean mayGoAhead(List<AheadRow> sent) {
        if (!sent.stream().allMatch(row -> mayGoAhead(row.write())) || partitions(sent) < limits.partitionsMin()) {
            return false;
        }
        if (unsettled.rows() + sent.size() > limits.unsettledRowsMax()) {
            tooManyRows++;
            return false;
        }
        if (unsettled.bytes() > limits.unsettledBytesMax()) {
            tooManyBytes++;
            return false;
        }
        return true;
    }

    /** How many changes, each with its wait for the disk, they would take in their places. */
    private static long partitions(List<AheadRow> sent) {
        return sent.stream().map(row -> row.write().partition()).distinct().count();
    }

    /** What else is persisted through the journal is no chat's. */
    private static boolean mayGoAhead(AheadWrite write) {
        return !(write instanceof LogWrite entry) || entry.row().isChatEntry();
    }

    private CompletionStage<?> append(String name, Ahead ahead) {
        return table.append(name, ahead).whenComplete((done, failure) -> {
            synchronized (lock) {
                if (failure == null) {
                    aheadRows++;
                    aheadWrites += ahead.writes().size();
                    unsettled.durable(ahead, nanoTime.getAsLong());
                } else {
                    unsettled.failed(ahead.n());
                }
            }
        });
    }

    @Override
    public boolean refusedAsTooLarge(Throwable failure) {
        return rows.refusedAsTooLarge(failure);
    }

    // ---- to its place

    /** To be called several times a second: brings what is old enough to its place, and forgets it. */
    public void tick() {
        synchronized (lock) {
            unsettled.age(nanoTime.getAsLong() - limits.settleAfter().toNanos());
        }
        settleWhatIsDue();
        forget();
    }

    /** Completes when all that this node has acknowledged of the chat is in its place. */
    public CompletionStage<Void> settle(String chat) {
        CompletableFuture<Void> settled;
        synchronized (lock) {
            settled = unsettled.settle(chat);
        }
        settleWhatIsDue();
        return settled;
    }

    @Override
    public CompletionStage<Void> settle() {
        CompletableFuture<Void> settled;
        synchronized (lock) {
            settled = unsettled.settle();
        }
        settleWhatIsDue();
        return settled;
    }

    private void settleWhatIsDue() {
        for (Group group = nextToSettle(); group != null; group = nextToSettle()) {
            settle(group);
        }
    }

    private @Nullable Group nextToSettle() {
        synchronized (lock) {
            Group next = settling < limits.settlingMax() ? unsettled.next() : null;
            settling += next == null ? 0 : 1;
            return next;
        }
    }

    private void settle(Group group) {
        var unused = settlement.write(group).whenComplete((done, failure) -> {
            if (failure == null) {
                settled(group);
                settleWhatIsDue();
            } else {
                failed(group, failure);
            }
        });
    }

    private void settled(Group group) {
        synchronized (lock) {
            settling--;
            settledGroups++;
            failing = false;
            unsettled.settled(group);
        }
        group.settled().complete(null);
    }

    /** The next {@link #tick} tries again: not at once, which would never end where the store refuses at once. */
    private void failed(Group group, Throwable failure) {
        CompletableFuture<Void> waiting;
        boolean first;
        synchronized (lock) {
            settling--;
            first = !failing;
            failing = true;
            waiting = unsettled.failed(group);
        }
        if (first) {
            log.warn("written ahead not settled chat={} cause={}", group.chat(), failure.toString());
        }
        waiting.completeExceptionally(failure);
    }

    /** What could not be deleted is deleted with the next. */
    private void forget() {
        String name;
        long to;
        long writtenAt;
        synchronized (lock) {
            name = node;
            to = unsettled.settledTo();
            writtenAt = lastWrittenAt;
            if (name == null || forgetting || to <= forgottenTo) {
                return;
            }
            forgetting = true;
        }
        var unused = table.deleteTo(name, to, writtenAt).whenComplete((done, failure) -> {
            synchronized (lock) {
                forgetting = false;
                forgottenTo = failure == null ? to : forgottenTo;
            }
        });
    }

    // ---- what others have left

    /** A holder is read once, however many shards it had; again where that failed. */
    @Override
    public CompletionStage<Void> recover(NodeIncarnation holder) {
        CompletableFuture<Void> mine = new CompletableFuture<>();
        synchronized (lock) {
            CompletableFuture<Void> before = recovered.putIfAbsent(holder, mine);
            if (before != null) {
                return before.copy();
            }
        }
        var unused = table.read(holder.node(), rows -> recover(holder.node(), rows))
                .whenComplete((done, failure) -> {
                    if (failure == null) {
                        mine.complete(null);
                    } else {
                        synchronized (lock) {
                            recovered.remove(holder, mine);
                        }
                        mine.completeExceptionally(failure);
                    }
                });
        return mine.copy();
    }

    private CompletionStage<Void> recover(String of, List<Ahead> left) {
        if (left.isEmpty()) {
            return CompletableFuture.completedFuture(null);
        }
        Unsettled groups = new Unsettled(limits.groupRowsMax(), limits.groupBytesMax());
        left.forEach(row -> {
            groups.begin(row.n());
            groups.durable(row, 0);
        });
        var unused = groups.settle();
        Ahead last = left.get(left.size() - 1);
        return recoverAll(groups)
                .thenCompose(done -> table.deleteTo(of, last.n(), last.writtenAt()))
                .thenAccept(done -> {
                    synchronized (lock) {
                        recoveredWrites += left.stream()
                                .mapToInt(row -> row.writes().size())
                                .sum();
                    }
                    log.info("written ahead recovered node={} rows={} to={}", of, left.size(), last.n());
                });
    }

    /** Some groups at a time. */
    private CompletionStage<Void> recoverAll(Unsettled groups) {
        List<CompletableFuture<?>> written = new ArrayList<>();
        Group group = groups.next();
        while (group != null) {
            written.add(settlement.write(group).toCompletableFuture());
            group = written.size() < limits.settlingMax() ? groups.next() : null;
        }
        CompletableFuture<Void> all = CompletableFuture.allOf(written.toArray(CompletableFuture[]::new));
        return written.isEmpty() ? all : all.thenCompose(done -> recoverAll(groups));
    }

    // ---- what is going on

    /** For how long what is oldest has waited for its place, in nanoseconds; 0 for nothing. */
    public long oldestNanos() {
        synchronized (lock) {
            return unsettled.oldestNanos(nanoTime.getAsLong());
        }
    }

    /** What is going on, for metrics. */
    public Stats stats() {
        synchronized (lock) {
            return new Stats(
                    unsettled.rows(),
                    unsettled.bytes(),
                    aheadRows,
                    aheadWrites,
                    settledGroups,
                    recoveredWrites,
                    tooManyRows,
                    tooManyBytes);
        }
    }

    /**
     * How much is not in its place, and its bytes; rows written ahead so far, and how much was in them; requests that brought it to its
     * place; how much of other nodes' was brought there; and how often something was not written ahead because too much was unsettled.
     */
    public record Stats(
            int unsettledRows,
            long unsettledBytes,
            long aheadRows,
            long aheadWrites,
            long settledGroups,
            long recoveredWrites,
            long tooManyRows,
            long tooManyBytes) {}
}
