package parley.persistence.inbox;

import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import parley.engine.id.ChatId;
import parley.engine.id.Position;
import parley.engine.id.Seq;
import parley.engine.id.UserId;
import parley.engine.inbox.Inbox;
import parley.engine.inbox.SizeClass;
import parley.engine.journal.Epoch;
import parley.persistence.CassandraStore;
import parley.persistence.Cql;
import parley.persistence.ReadLimit;
import parley.persistence.write.WriteCoalescer;

/**
 * The chat lists in Cassandra. Gate writes of many chats travel together. A row of a small chat has the chat's head in it; for
 * larger chats the head is read from {@code chat_head}, a bounded number at a time. Whoever left sees the head of that moment,
 * which their leaving has written into the row.
 */
public final class CassandraInbox implements Inbox {

    /** Of a list that is too long so many times as many rows are read to find the newest in. */
    private static final int LIST_ROWS_READ_FACTOR = 4;

    private final Cql cql;
    private final WriteCoalescer<BoundStatement> writes;
    private final GateRows gateRows;
    private final ReadLimit listReads;
    private final LongAdder cutLists;
    private final int listRowsMax;
    private final int listRowsReadMax;
    private final Cql.Prepared selectHead;
    private final Cql.Prepared selectRow;
    private final Cql.Prepared selectRows;
    private final Cql.Prepared selectOwn;
    private final Cql.Prepared selectOwns;
    private final Cql.Prepared updateRead;

    public CassandraInbox(CassandraStore store) {
        this(store.cql(), store.inboxWrites(), store.listReads(), store.cutLists());
    }

    CassandraInbox(Cql cql, WriteCoalescer<BoundStatement> writes, ReadLimit listReads, LongAdder cutLists) {
        this.cql = cql;
        this.writes = writes;
        gateRows = new GateRows(cql);
        listRowsMax = cql.settings().listRowsMax();
        listRowsReadMax = listRowsMax * LIST_ROWS_READ_FACTOR;
        this.listReads = listReads;
        this.cutLists = cutLists;
        selectHead = cql.prepare("SELECT * FROM %s WHERE chat = ?", "chat_head");
        selectRow = cql.prepare("SELECT * FROM %s WHERE user = ? AND chat = ?", "inbox");
        selectRows = cql.prepare("SELECT * FROM %s WHERE user = ?", "inbox");
        selectOwn = cql.prepare("SELECT chat, read_seq, read_n FROM %s WHERE user = ? AND chat = ?", "user_chat");
        selectOwns = cql.prepare("SELECT chat, read_seq, read_n FROM %s WHERE user = ?", "user_chat");
        updateRead = cql.prepare(
                "UPDATE %s USING TIMESTAMP ? SET read_seq = ?, read_n = ? WHERE user = ? AND chat = ?", "user_chat");
    }

    @Override
    public CompletionStage<Void> write(ChatId chat, GateWrite write) {
        return gateRows.of(chat, write).thenCompose(writes::write);
    }

    @Override
    public CompletionStage<Optional<Confirmed>> confirmed(ChatId chat, SizeClass sizeClass, List<UserId> rows) {
        if (sizeClass == SizeClass.MEDIUM) {
            return selectHead.one(chat.key()).thenApply(CassandraInbox::confirmed);
        }
        CompletionStage<Optional<Confirmed>> oldest = confirmedIn(rows.get(0), chat);
        for (UserId user : rows.subList(1, rows.size())) {
            oldest = oldest.thenCombine(confirmedIn(user, chat), CassandraInbox::older);
        }
        return oldest;
    }

    private CompletionStage<Optional<Confirmed>> confirmedIn(UserId user, ChatId chat) {
        return selectRow.one(user.key(), chat.key()).thenApply(CassandraInbox::confirmed);
    }

    private static Optional<Confirmed> confirmed(Optional<Row> row) {
        return row.map(StoredHead::of).map(stored -> new Confirmed(stored.head().stamp(), stored.open()));
    }

    private static Optional<Confirmed> older(Optional<Confirmed> one, Optional<Confirmed> other) {
        if (one.isEmpty() || other.isEmpty()) {
            return Optional.empty();
        }
        Stamp stamp = timestamp(one.get().stamp()) <= timestamp(other.get().stamp())
                ? one.get().stamp()
                : other.get().stamp();
        return Optional.of(new Confirmed(stamp, one.get().open() || other.get().open()));
    }

    private static long timestamp(Stamp stamp) {
        return Epoch.timestamp(stamp.epoch(), stamp.seq());
    }

    @Override
    public CompletionStage<List<InboxRow>> listOf(UserId user) {
        return listReads.run(() -> readList(user));
    }

    private CompletionStage<List<InboxRow>> readList(UserId user) {
        List<Row> rows = new ArrayList<>();
        Map<String, Position> read = new HashMap<>();
        CompletionStage<Void> rowsRead = selectRows
                .bind(user.key())
                .thenCompose(cql::execute)
                .thenCompose(page -> Cql.forEach(page, rows::add, () -> rows.size() >= listRowsReadMax));
        CompletionStage<Void> ownRead = selectOwns
                .bind(user.key())
                .thenCompose(statement -> cql.forEach(
                        statement,
                        row -> read.put(row.getString("chat"), StoredHead.position(row, "read_seq", "read_n"))));
        return rowsRead.thenCombine(ownRead, (rowsDone, ownDone) -> rows)
                .thenCompose(
                        stored -> new HeadReads(this::headOf, cql.settings().headReadsMax()).of(stored))
                .thenApply(heads -> newest(joined(rows, heads, read)));
    }

    /** Whoever is put into more chats than a list has room for sees those in which somebody spoke last, or speaks now. */
    private List<InboxRow> newest(List<InboxRow> list) {
        if (list.size() <= listRowsMax) {
            return list;
        }
        cutLists.increment();
        return list.stream()
                .sorted(Comparator.comparingLong(CassandraInbox::spokenAt)
                        .reversed()
                        .thenComparing(row -> row.chat().key()))
                .limit(listRowsMax)
                .toList();
    }

    private static long spokenAt(InboxRow row) {
        Preview preview = row.head().preview();
        return row.open() ? Long.MAX_VALUE : preview == null ? 0 : preview.at();
    }

    private static List<InboxRow> joined(List<Row> rows, List<Optional<StoredHead>> heads, Map<String, Position> read) {
        List<InboxRow> list = new ArrayList<>(rows.size());
        for (int i = 0; i < rows.size(); i++) {
            Row row = rows.get(i);
            Position position = read.getOrDefault(String.valueOf(row.getString("chat")), Position.START);
            heads.get(i).ifPresent(head -> list.add(inboxRow(row, head, position)));
        }
        return list;
    }

    @Override
    public CompletionStage<Optional<InboxRow>> rowOf(UserId user, ChatId chat) {
        return selectRow
                .one(user.key(), chat.key())
                .thenCombine(selectOwn.one(user.key(), chat.key()), (row, own) -> {
                    Position read = own.map(cells -> StoredHead.position(cells, "read_seq", "read_n"))
                            .orElse(Position.START);
                    return row.map(found ->
                                    headOf(found).thenApply(head -> head.map(stored -> inboxRow(found, stored, read))))
                            .orElseGet(() -> CompletableFuture.completedFuture(Optional.empty()));
                })
                .thenCompose(row -> row);
    }

    /** The chat's head as this row's owner may see it; empty while the row has no such cells yet. */
    private CompletionStage<Optional<StoredHead>> headOf(Row row) {
        StoredHead inRow = StoredHead.of(row);
        if (inRow == null) {
            return CompletableFuture.completedFuture(Optional.empty());
        }
        if (inRow.info().sizeClass() == SizeClass.SMALL || row.getLong("left_seq") > 0) {
            return CompletableFuture.completedFuture(Optional.of(inRow));
        }
        return selectHead.one(row.getString("chat")).thenApply(found -> {
            Optional<StoredHead> head = found.map(StoredHead::of);
            return head.isPresent() ? head : Optional.of(inRow);
        });
    }

    private static InboxRow inboxRow(Row row, StoredHead stored, Position read) {
        @Nullable String peer = row.getString("peer");
        return new InboxRow(
                ChatId.ofKey(String.valueOf(row.getString("chat"))),
                stored.info(),
                peer == null ? null : UserId.ofKey(peer),
                stored.head(),
                row.getLong("joined_seq"),
                row.getLong("left_seq"),
                read.max(StoredHead.position(row, "own_seq", "own_n")),
                stored.open() && row.getLong("left_seq") == 0);
    }

    @Override
    public CompletionStage<Void> moveRead(UserId user, ChatId chat, Position read) {
        if (read.seq() == Seq.NONE) {
            return CompletableFuture.completedFuture(null);
        }
        return updateRead
                .bind(read.seq(), read.seq(), read.messages(), user.key(), chat.key())
                .thenCompose(statement -> writes.write(List.of(statement)));
    }
}
