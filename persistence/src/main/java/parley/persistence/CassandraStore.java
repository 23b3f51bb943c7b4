package parley.persistence;

import akka.Done;
import akka.actor.AbstractExtensionId;
import akka.actor.ActorSystem;
import akka.actor.ClassicActorSystemProvider;
import akka.actor.CoordinatedShutdown;
import akka.actor.ExtendedActorSystem;
import akka.actor.Extension;
import akka.actor.ExtensionIdProvider;
import com.datastax.oss.driver.api.core.AsyncAutoCloseable;
import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Predicate;
import parley.persistence.journal.AheadRow;
import parley.persistence.journal.WriteAheadLog;
import parley.persistence.write.RowWrites;
import parley.persistence.write.WriteCoalescer;

/**
 * A node's one session and what is shared on it: the journal, the snapshots and the adapters of the engine's ports all take it
 * from here. Opened at first use without waiting for Cassandra; closed after everything else has stopped. Thread-safe.
 */
public final class CassandraStore implements Extension, MeterBinder {

    private static final Id ID = new Id();

    /** Less than a phase of the shutdown has. */
    private static final Duration SETTLE_WITHIN = Duration.ofSeconds(3);

    private final Cql cql;
    private final WriteAheadLog writeAhead;
    private final WriteCoalescer<AheadRow> journalWrites;
    private final WriteCoalescer<BoundStatement> inboxWrites;
    private final ReadLimit listReads;
    private final LongAdder cutLists = new LongAdder();
    private volatile Predicate<String> snapshotGuard = chat -> true;

    private CassandraStore(ExtendedActorSystem system) {
        PersistenceSettings settings =
                PersistenceSettings.from(system.settings().config());
        CompletionStage<CqlSession> session = CassandraSession.open(settings);
        cql = new Cql(session, settings);
        writeAhead = new WriteAheadLog(cql, settings.writeAhead(), System::nanoTime, CassandraStore::epochMicros);
        journalWrites = new WriteCoalescer<>(settings.journalWrites(), writeAhead);
        inboxWrites = new WriteCoalescer<>(settings.inboxWrites(), new RowWrites(cql));
        listReads = new ReadLimit(settings.listReadsMax(), settings.listReadsWaitingMax());
        system.scheduler()
                .scheduleWithFixedDelay(WriteAheadLog.TICK, WriteAheadLog.TICK, writeAhead::tick, system.dispatcher());
        CoordinatedShutdown.get(system)
                .addTask(CoordinatedShutdown.PhaseBeforeActorSystemTerminate(), "close-cassandra-session", this::close);
        system.registerOnTermination(() -> close().toCompletableFuture());
    }

    public static CassandraStore get(ClassicActorSystemProvider system) {
        return ID.get(system.classicSystem());
    }

    private CompletionStage<Done> close() {
        CompletableFuture<CqlSession> opened = cql.session().toCompletableFuture();
        if (!opened.isDone() || opened.isCompletedExceptionally()) {
            return CompletableFuture.completedFuture(Done.getInstance());
        }
        // Shards that were given up are settled; what is left is recovered by whoever takes the others.
        CompletionStage<Void> settled = writeAhead
                .settle()
                .toCompletableFuture()
                .completeOnTimeout(null, SETTLE_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
        return settled.handle((done, failure) -> opened)
                .thenCompose(open -> open)
                .thenCompose(AsyncAutoCloseable::closeAsync)
                .thenApply(closed -> Done.getInstance());
    }

    private static long epochMicros() {
        return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
    }

    public Cql cql() {
        return cql;
    }

    public PersistenceSettings settings() {
        return cql.settings();
    }

    /** What this node writes ahead of the logs of its chats. */
    public WriteAheadLog writeAhead() {
        return writeAhead;
    }

    /** Journal rows and receipts of all chats of this node. */
    public WriteCoalescer<AheadRow> journalWrites() {
        return journalWrites;
    }

    /** Rows in the lists of users, of all chats of this node. */
    public WriteCoalescer<BoundStatement> inboxWrites() {
        return inboxWrites;
    }

    /** What bounds the lists that are read at once, whoever on this node asks for them. */
    public ReadLimit listReads() {
        return listReads;
    }

    /** Where it is counted that a list was too long to be shown as a whole. */
    public LongAdder cutLists() {
        return cutLists;
    }

    @Override
    public void bindTo(MeterRegistry meters) {
        StoreMeters shown = new StoreMeters(meters);
        shown.writes("journal", journalWrites);
        shown.writes("inbox", inboxWrites);
        shown.writeAhead(writeAhead);
        shown.listReads(listReads);
        shown.cutLists(cutLists);
        shown.requests(cql);
    }

    /**
     * A snapshot counts as confirmed by those who read it, so it may be stored only while the lease under which its last entry
     * was written is known to hold: one of a node that has lost the shard could hide what another has written since. The server
     * installs that check here; it is asked with the persistence id after the entry is durable, from the store's thread. Without
     * one every snapshot is stored.
     */
    public void guardSnapshots(Predicate<String> guard) {
        snapshotGuard = guard;
    }

    public boolean maySnapshot(String persistenceId) {
        return snapshotGuard.test(persistenceId);
    }

    private static final class Id extends AbstractExtensionId<CassandraStore> implements ExtensionIdProvider {
        @Override
        public CassandraStore createExtension(ExtendedActorSystem system) {
            return new CassandraStore(system);
        }

        @Override
        public Id lookup() {
            return ID;
        }

        @Override
        public CassandraStore get(ActorSystem system) {
            return super.get(system);
        }
    }
}
