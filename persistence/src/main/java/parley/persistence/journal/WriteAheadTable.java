package parley.persistence.journal;

import static java.util.Objects.requireNonNull;

import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.data.TupleValue;
import com.datastax.oss.driver.api.core.type.ListType;
import com.datastax.oss.driver.api.core.type.TupleType;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import parley.persistence.Cql;

/**
 * The table {@code write_ahead}: what a node made durable for many chats at once, by number. A row's write timestamp is the
 * {@code written_at} in it, and so is that of its entries when they are brought to their logs. Thread-safe.
 */
final class WriteAheadTable {

    private static final int PAGE_ROWS = 100;

    private final Cql cql;
    private final Cql.Prepared insert;
    private final Cql.Prepared select;
    private final Cql.Prepared delete;

    /** One row: what was written at the same time. {@code writtenAt}: µs since 1970, greater than that of the row before. */
    record Ahead(long n, long writtenAt, List<AheadWrite> writes) {}

    WriteAheadTable(Cql cql) {
        this.cql = cql;
        insert = cql.prepare(
                "INSERT INTO %s (node, n, written_at, log_rows, receipts) VALUES (?, ?, ?, ?, ?) USING TIMESTAMP ?",
                "write_ahead");
        select = cql.prepare("SELECT n, written_at, log_rows, receipts FROM %s WHERE node = ?", "write_ahead");
        delete = cql.prepare("DELETE FROM %s USING TIMESTAMP ? WHERE node = ? AND n <= ?", "write_ahead");
    }

    CompletionStage<?> append(String node, Ahead ahead) {
        return insert.get().thenCompose(statement -> cql.execute(bind(statement, node, ahead)));
    }

    private static BoundStatement bind(PreparedStatement statement, String node, Ahead ahead) {
        TupleType entry = elements(statement, "log_rows");
        TupleType receipt = elements(statement, "receipts");
        List<TupleValue> entries = new ArrayList<>();
        List<TupleValue> receipts = new ArrayList<>();
        for (AheadWrite write : ahead.writes) {
            if (write instanceof LogWrite log) {
                entries.add(tuple(entry, log.chat(), log.row()));
            } else if (write instanceof ReceiptWrite moved) {
                receipts.add(receipt.newValue(moved.chat(), moved.user(), moved.read(), moved.seq()));
            }
        }
        return statement.bind(node, ahead.n, ahead.writtenAt, entries, receipts, ahead.writtenAt);
    }

    private static TupleType elements(PreparedStatement statement, String column) {
        ListType list =
                (ListType) statement.getVariableDefinitions().get(column).getType();
        return (TupleType) list.getElementType();
    }

    private static TupleValue tuple(TupleType type, String chat, LogRow row) {
        return type.newValue(
                chat,
                row.seq(),
                row.epoch(),
                row.previousEpoch(),
                row.messages(),
                row.serializer(),
                row.manifest(),
                row.body());
    }

    /** Hands over the rows of a node, oldest first, a page at a time; the next page is read when the stage of the last is done. */
    CompletionStage<Void> read(String node, PageConsumer to) {
        return select.bind(node)
                .thenCompose(statement -> cql.execute(statement.setPageSize(PAGE_ROWS)))
                .thenCompose(page -> Cql.forEachPage(page, rows -> {
                    List<Ahead> read = new ArrayList<>();
                    rows.forEach(row -> read.add(aheadOf(row)));
                    return to.accept(read);
                }));
    }

    /** Takes some rows, and says when it is done with them. */
    interface PageConsumer {
        CompletionStage<Void> accept(List<Ahead> rows);
    }

    private static Ahead aheadOf(Row row) {
        List<AheadWrite> writes = new ArrayList<>();
        for (TupleValue tuple : requireNonNull(row.getList("log_rows", TupleValue.class), "log_rows")) {
            writes.add(entryOf(tuple));
        }
        for (TupleValue tuple : requireNonNull(row.getList("receipts", TupleValue.class), "receipts")) {
            writes.add(new ReceiptWrite(
                    requireNonNull(tuple.getString(0), "chat"),
                    requireNonNull(tuple.getString(1), "user"),
                    tuple.getBoolean(2),
                    tuple.getLong(3)));
        }
        return new Ahead(row.getLong("n"), row.getLong("written_at"), writes);
    }

    private static LogWrite entryOf(TupleValue tuple) {
        return new LogWrite(
                requireNonNull(tuple.getString(0), "chat"),
                new LogRow(
                        tuple.getLong(1),
                        tuple.getLong(2),
                        tuple.getLong(3),
                        tuple.getLong(4),
                        tuple.getInt(5),
                        requireNonNull(tuple.getString(6), "manifest"),
                        requireNonNull(tuple.getByteBuffer(7), "body"),
                        null,
                        null));
    }

    /** Deletes the rows up to {@code n}; one that lands later is deleted too, if it is not written after {@code writtenAt}. */
    CompletionStage<?> deleteTo(String node, long n, long writtenAt) {
        return delete.execute(writtenAt, node, n);
    }
}
