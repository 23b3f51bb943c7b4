package parley.persistence.journal;

import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import parley.engine.journal.Chain;
import parley.engine.journal.Chain.Entry;
import parley.engine.journal.ChainResolver;
import parley.persistence.Cql;

/**
 * The table {@code chat_log}: rows by (chat, bucket), seq, epoch. A bucket is a run of {@link #BUCKET_ENTRIES} seqs, so that no
 * partition grows without end. What this node has written ahead of a log is settled before the log is read. Thread-safe.
 */
final class ChatLogTable {

    /** Entries in a partition: about 1 MB of short messages. Changing it orphans what is stored. */
    static final int BUCKET_ENTRIES = 4096;

    private static final int KEYS_PAGE_ROWS = 4096;
    private static final int BODIES_PAGE_ROWS = 200;
    private static final String ENTRY_COLUMNS = "chat, bucket, seq, epoch, prev_epoch, n, serializer, manifest, body";

    /** What {@link LogRow#bindEntry} binds. */
    static final String INSERT_ENTRY = "INSERT INTO %s (" + ENTRY_COLUMNS + ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)";

    private static final String BODY_COLUMNS =
            "seq, epoch, prev_epoch, n, serializer, manifest, body, writer, adapter_manifest";

    private final Cql.Prepared insertEntry;
    private final Cql.Prepared insertOther;
    private final Cql.Prepared selectKeys;
    private final Cql.Prepared selectBodies;
    private final Cql.Prepared selectBodiesDown;
    private final Cql.Prepared selectSnapshotEpoch;
    private final Cql cql;
    private final WriteAheadLog ahead;

    ChatLogTable(Cql cql, WriteAheadLog ahead) {
        this.cql = cql;
        this.ahead = ahead;
        insertEntry = cql.prepare(INSERT_ENTRY, "chat_log");
        insertOther = cql.prepare(
                "INSERT INTO %s (" + ENTRY_COLUMNS
                        + ", writer, adapter_manifest) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                "chat_log");
        String range = " FROM %s WHERE chat = ? AND bucket = ? AND seq >= ? AND seq <= ?";
        selectKeys = cql.prepare("SELECT seq, epoch, prev_epoch" + range, "chat_log");
        selectBodies = cql.prepare("SELECT " + BODY_COLUMNS + range, "chat_log");
        selectBodiesDown = cql.prepare("SELECT " + BODY_COLUMNS + range + " ORDER BY seq DESC, epoch DESC", "chat_log");
        selectSnapshotEpoch = cql.prepare("SELECT epoch FROM %s WHERE chat = ? AND seq = ? LIMIT 1", "snapshots");
    }

    static int bucketOf(long seq) {
        return Math.toIntExact((seq - 1) / BUCKET_ENTRIES);
    }

    static long lastSeqOf(int bucket) {
        return (bucket + 1L) * BUCKET_ENTRIES;
    }

    CompletionStage<List<AheadRow>> inserts(String chat, List<LogRow> rows) {
        return insertEntry.get().thenCombine(insertOther.get(), (entry, other) -> {
            List<AheadRow> inserts = new ArrayList<>(rows.size());
            for (LogRow row : rows) {
                BoundStatement statement = row.isChatEntry() ? row.bindEntry(entry, chat) : row.bindOther(other, chat);
                inserts.add(new AheadRow(new LogWrite(chat, row), statement));
            }
            return inserts;
        });
    }

    /** The chain above the anchor, from keys alone. */
    CompletionStage<Chain> chain(String chat, Entry anchor) {
        ChainResolver resolver = new ChainResolver(anchor);
        return feed(chat, anchor.seq() + 1, resolver).thenApply(done -> resolver.chain());
    }

    private CompletionStage<Void> feed(String chat, long fromSeq, ChainResolver resolver) {
        int bucket = bucketOf(fromSeq);
        long nextBucketSeq = lastSeqOf(bucket) + 1;
        return keys(chat, fromSeq, lastSeqOf(bucket), resolver::accept, () -> false)
                .thenCompose(done -> resolver.canReach(nextBucketSeq)
                        ? feed(chat, nextBucketSeq, resolver)
                        : CompletableFuture.completedFuture(null));
    }

    /** Takes the keys of one row. */
    interface KeyConsumer {
        void accept(long seq, long epoch, long previousEpoch);
    }

    /** Keys of a range within one bucket, by ascending seq; stops after a page when {@code enough}. */
    CompletionStage<Void> keys(String chat, long fromSeq, long toSeq, KeyConsumer key, BooleanSupplier enough) {
        return ahead.settle(chat)
                .thenCompose(settled -> selectKeys.bind(chat, bucketOf(fromSeq), fromSeq, toSeq))
                .thenCompose(statement -> cql.execute(statement.setPageSize(KEYS_PAGE_ROWS)))
                .thenCompose(page ->
                        Cql.forEach(page, row -> key.accept(row.getLong(0), row.getLong(1), row.getLong(2)), enough));
    }

    /** Hands over all rows of the range, also those of no chain, by ascending seq; stops after a page when {@code enough}. */
    CompletionStage<Void> bodies(String chat, Range range, Consumer<Row> row) {
        if (range.isEmpty()) {
            return CompletableFuture.completedFuture(null);
        }
        int bucket = bucketOf(range.forward ? range.fromSeq : range.toSeq);
        long first = Math.max(range.fromSeq, lastSeqOf(bucket - 1) + 1);
        long last = Math.min(range.toSeq, lastSeqOf(bucket));
        Range rest = range.forward
                ? new Range(last + 1, range.toSeq, true, range.pageRows, range.enough)
                : new Range(range.fromSeq, first - 1, false, range.pageRows, range.enough);
        Cql.Prepared select = range.forward ? selectBodies : selectBodiesDown;
        return ahead.settle(chat)
                .thenCompose(settled -> select.bind(chat, bucket, first, last))
                .thenCompose(statement -> cql.execute(statement.setPageSize(range.pageRows)))
                .thenCompose(page -> Cql.forEach(page, row, range.enough))
                .thenCompose(done -> range.enough.getAsBoolean()
                        ? CompletableFuture.completedFuture(null)
                        : bodies(chat, rest, row));
    }

    /** Seqs to read, both inclusive, in which order, and when to stop before the end. */
    record Range(long fromSeq, long toSeq, boolean forward, int pageRows, BooleanSupplier enough) {

        static Range whole(long fromSeq, long toSeq) {
            return new Range(fromSeq, toSeq, true, BODIES_PAGE_ROWS, () -> false);
        }

        Range until(BooleanSupplier stop) {
            return new Range(fromSeq, toSeq, forward, pageRows, stop);
        }

        boolean isEmpty() {
            return fromSeq > toSeq;
        }
    }

    /** The anchor that a snapshot at this seq gives; the start of the log when there is none. */
    CompletionStage<Entry> anchorAt(String chat, long seq) {
        if (seq <= 0) {
            return CompletableFuture.completedFuture(Entry.START);
        }
        return selectSnapshotEpoch
                .one(chat, seq)
                .thenApply(row ->
                        row.map(found -> new Entry(seq, found.getLong(0))).orElse(Entry.START));
    }
}
