package parley.persistence.journal;

import akka.actor.ClassicActorSystemProvider;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import parley.engine.id.ChatId;
import parley.engine.journal.ChatHistory;
import parley.persistence.CassandraStore;
import parley.persistence.journal.ChatLogTable.Range;

/**
 * Reads slices of chats' logs. At most one entry at each seq up to the committed one belongs to the chain, so a seq with a single
 * row needs no more; where there are several, back-pointers decide, followed down from the nearest seq above that has a single
 * row, or from the committed entry. Identical reads in flight share one query.
 */
public final class CassandraChatHistory implements ChatHistory {

    private static final int PAGE_ROWS_MAX = 200;

    private final ChatLogTable table;
    private final LogRowCodec codec;
    private final Executor decoding;
    private final ConcurrentHashMap<Read, CompletableFuture<List<StoredEntry>>> inFlight = new ConcurrentHashMap<>();

    private record Read(ChatId chat, Slice slice, Committed committed) {}

    public CassandraChatHistory(ClassicActorSystemProvider system) {
        CassandraStore store = CassandraStore.get(system);
        table = new ChatLogTable(store.cql(), store.writeAhead());
        codec = new LogRowCodec(system.classicSystem());
        decoding = system.classicSystem().dispatcher();
    }

    @Override
    public CompletionStage<List<StoredEntry>> read(ChatId chat, Slice slice, Committed committed) {
        Read read = new Read(chat, slice, committed);
        CompletableFuture<List<StoredEntry>> mine = new CompletableFuture<>();
        CompletableFuture<List<StoredEntry>> running = inFlight.putIfAbsent(read, mine);
        if (running != null) {
            return running.copy();
        }
        start(read).whenComplete((entries, failure) -> {
            inFlight.remove(read);
            if (failure != null) {
                mine.completeExceptionally(failure);
            } else {
                mine.complete(entries);
            }
        });
        return mine.copy();
    }

    private CompletionStage<List<StoredEntry>> start(Read read) {
        SliceRows rows = new SliceRows(read.slice, read.committed);
        if (rows.isEmpty()) {
            return CompletableFuture.completedFuture(List.of());
        }
        String key = read.chat.key();
        int pageRows = Math.min(PAGE_ROWS_MAX, read.slice.entriesMax());
        Range range = new Range(rows.fromSeq(), rows.toSeq(), read.slice.forward(), pageRows, rows::isEnough);
        return table.bodies(key, range, row -> rows.add(LogRow.of(row)))
                .thenCompose(done -> topEpoch(key, rows, read.committed))
                .thenApplyAsync(
                        epoch -> rows.chainDownFrom(epoch).stream()
                                .map(row -> new StoredEntry(row.seq(), codec.decodeEntry(row)))
                                .toList(),
                        decoding);
    }

    /** The epoch of the entry at the top of what was read. */
    private CompletionStage<Long> topEpoch(String key, SliceRows rows, Committed committed) {
        rows.close();
        long topSeq = rows.topSeq();
        if (topSeq == committed.seq()) {
            return CompletableFuture.completedFuture(committed.epoch());
        }
        if (rows.isSingle(topSeq)) {
            return CompletableFuture.completedFuture(rows.singleEpoch(topSeq));
        }
        KeysAbove keys = new KeysAbove(topSeq, committed);
        return readAbove(key, keys, topSeq + 1).thenApply(done -> keys.epochAtBottom());
    }

    /** Bucket by bucket. */
    private CompletionStage<Void> readAbove(String key, KeysAbove keys, long fromSeq) {
        long toSeq = Math.min(keys.committedSeq(), ChatLogTable.lastSeqOf(ChatLogTable.bucketOf(fromSeq)));
        return table.keys(key, fromSeq, toSeq, keys::add, keys::isDecided)
                .thenCompose(done -> keys.isDecided() || toSeq == keys.committedSeq()
                        ? CompletableFuture.completedFuture(null)
                        : readAbove(key, keys, toSeq + 1));
    }
}
