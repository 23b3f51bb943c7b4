package parley.persistence.journal;

import akka.persistence.AtomicWrite;
import akka.persistence.PersistentRepr;
import akka.persistence.journal.japi.AsyncWriteJournal;
import com.typesafe.config.Config;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import parley.engine.journal.Chain;
import parley.engine.journal.ChainResolver;
import parley.persistence.CassandraStore;
import parley.persistence.Cql;
import parley.persistence.journal.ChatLogTable.Range;
import parley.persistence.write.WriteCoalescer;
import scala.concurrent.Future;
import scala.jdk.javaapi.CollectionConverters;
import scala.jdk.javaapi.FutureConverters;

/**
 * Akka's journal plugin {@code parley.journal}. Writes of many chats travel together ({@link WriteCoalescer}); a write whose
 * answer did not come is failed although it may land later, and {@link ChainResolver} decides what of it counts. The
 * persistence id of a chat is the key of its {@link parley.engine.id.ChatId}.
 */
public final class CassandraJournal extends AsyncWriteJournal {

    /** Chains that were resolved for the highest seq and not yet asked for by the replay that follows. */
    private static final int RESOLVED_MAX = 1024;

    private final WriteCoalescer<AheadRow> writes;
    private final ChatLogTable table;
    private final LogRowCodec codec;
    private final boolean supportsDeletes;
    private final Cql.Prepared insertDeleted;
    private final Cql.Prepared selectDeleted;

    private final Map<String, Chain> resolved = Collections.synchronizedMap(new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Chain> eldest) {
            return size() > RESOLVED_MAX;
        }
    });

    public CassandraJournal(Config config) {
        CassandraStore store = CassandraStore.get(context().system());
        writes = store.journalWrites();
        table = new ChatLogTable(store.cql(), store.writeAhead());
        codec = new LogRowCodec(context().system());
        supportsDeletes = config.getBoolean("support-deletes");
        insertDeleted = store.cql().prepare("INSERT INTO %s (chat, to_seq) VALUES (?, ?)", "chat_log_deleted");
        selectDeleted = store.cql().prepare("SELECT to_seq FROM %s WHERE chat = ?", "chat_log_deleted");
    }

    @Override
    public Future<Iterable<Optional<Exception>>> doAsyncWriteMessages(Iterable<AtomicWrite> messages) {
        List<CompletableFuture<Void>> written = new ArrayList<>();
        List<Optional<Exception>> rejections = new ArrayList<>();
        for (AtomicWrite message : messages) {
            rejections.add(write(message, written));
        }
        return FutureConverters.asScala(CompletableFuture.allOf(written.toArray(CompletableFuture[]::new))
                .thenApply(done -> rejections));
    }

    /** All rows of one write, or none when one of them has no serializer. */
    private Optional<Exception> write(AtomicWrite message, List<CompletableFuture<Void>> written) {
        List<LogRow> rows = new ArrayList<>();
        try {
            for (PersistentRepr persistent : CollectionConverters.asJava(message.payload())) {
                rows.add(codec.encode(persistent));
            }
        } catch (Exception e) {
            return Optional.of(e);
        }
        written.add(table.inserts(message.persistenceId(), rows)
                .thenCompose(writes::write)
                .toCompletableFuture());
        return Optional.empty();
    }

    @Override
    public Future<Long> doAsyncReadHighestSequenceNr(String persistenceId, long fromSequenceNr) {
        return FutureConverters.asScala(resolve(persistenceId, fromSequenceNr).thenApply(chain -> {
            resolved.put(persistenceId, chain);
            return chain.tip().seq();
        }));
    }

    private CompletionStage<Chain> resolve(String persistenceId, long afterSeq) {
        return table.anchorAt(persistenceId, afterSeq).thenCompose(anchor -> table.chain(persistenceId, anchor));
    }

    @Override
    public Future<Void> doAsyncReplayMessages(
            String persistenceId, long fromSequenceNr, long toSequenceNr, long max, Consumer<PersistentRepr> replay) {
        CompletionStage<Chain> chain = chainFor(persistenceId, fromSequenceNr);
        CompletionStage<Long> deleted = deletedTo(persistenceId);
        return FutureConverters.asScala(chain.thenCombine(
                        deleted,
                        (known, deletedTo) -> new Replay(
                                persistenceId,
                                known,
                                Math.max(fromSequenceNr, deletedTo + 1),
                                Math.min(toSequenceNr, known.tip().seq()),
                                max))
                .thenCompose(run -> run.into(replay)));
    }

    /** Akka asks for the highest seq right before each replay; both must see the same chain. */
    private CompletionStage<Chain> chainFor(String persistenceId, long fromSequenceNr) {
        @Nullable Chain known = resolved.remove(persistenceId);
        return known != null && known.anchor().seq() < fromSequenceNr
                ? CompletableFuture.completedFuture(known)
                : resolve(persistenceId, fromSequenceNr - 1);
    }

    private CompletionStage<Long> deletedTo(String persistenceId) {
        return supportsDeletes
                ? selectDeleted
                        .one(persistenceId)
                        .thenApply(row -> row.map(found -> found.getLong(0)).orElse(0L))
                : CompletableFuture.completedFuture(0L);
    }

    /** Entries stay where they are, they are only no longer replayed: nothing of a chain may go missing. */
    @Override
    public Future<Void> doAsyncDeleteMessagesTo(String persistenceId, long toSequenceNr) {
        if (!supportsDeletes) {
            return FutureConverters.asScala(CompletableFuture.failedFuture(
                    new UnsupportedOperationException("deletion of entries (parley.journal.support-deletes = off)")));
        }
        return FutureConverters.asScala(resolve(persistenceId, 0)
                .thenCombine(
                        deletedTo(persistenceId),
                        (chain, deleted) -> Math.max(
                                deleted, Math.min(toSequenceNr, chain.tip().seq())))
                .thenCompose(to -> insertDeleted.execute(persistenceId, to))
                .thenAccept(done -> {}));
    }

    /** One replay: reads all rows of the range, hands over those of the chain. */
    private final class Replay {
        private final String persistenceId;
        private final Chain chain;
        private final Range range;
        private final AtomicLong left;

        Replay(String persistenceId, Chain chain, long fromSeq, long toSeq, long max) {
            this.persistenceId = persistenceId;
            this.chain = chain;
            this.left = new AtomicLong(max);
            this.range = Range.whole(fromSeq, toSeq).until(() -> left.get() <= 0);
        }

        CompletionStage<Void> into(Consumer<PersistentRepr> replay) {
            return table.bodies(persistenceId, range, found -> {
                if (chain.contains(found.getLong("seq"), found.getLong("epoch")) && left.getAndDecrement() > 0) {
                    replay.accept(codec.decode(persistenceId, LogRow.of(found)));
                }
            });
        }
    }
}
