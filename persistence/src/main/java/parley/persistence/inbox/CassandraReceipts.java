package parley.persistence.inbox;

import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import parley.engine.id.ChatId;
import parley.engine.id.Seq;
import parley.engine.id.UserId;
import parley.engine.inbox.Receipts;
import parley.persistence.CassandraStore;
import parley.persistence.Cql;
import parley.persistence.write.WriteCoalescer;

/** Receipts in Cassandra. Each of the two positions is a cell written with itself as timestamp, so it only grows. */
public final class CassandraReceipts implements Receipts {

    private final Cql cql;
    private final WriteCoalescer<BoundStatement> writes;
    private final Cql.Prepared updateDelivered;
    private final Cql.Prepared updateRead;
    private final Cql.Prepared select;

    public CassandraReceipts(CassandraStore store) {
        this(store.cql(), store.inboxWrites());
    }

    CassandraReceipts(Cql cql, WriteCoalescer<BoundStatement> writes) {
        this.cql = cql;
        this.writes = writes;
        updateDelivered = cql.prepare(
                "UPDATE %s USING TIMESTAMP :ts SET delivered_seq = :seq WHERE chat = :chat AND user = :user",
                "receipts");
        updateRead = cql.prepare(
                "UPDATE %s USING TIMESTAMP :ts SET read_seq = :seq WHERE chat = :chat AND user = :user", "receipts");
        select = cql.prepare("SELECT user, delivered_seq, read_seq FROM %s WHERE chat = ?", "receipts");
    }

    @Override
    public CompletionStage<Void> write(ChatId chat, List<Receipt> receipts) {
        return updateDelivered
                .get()
                .thenCombine(updateRead.get(), (delivered, read) -> {
                    List<BoundStatement> rows = new ArrayList<>();
                    for (Receipt receipt : receipts) {
                        addMoved(rows, delivered, chat, receipt.user(), receipt.deliveredSeq());
                        addMoved(rows, read, chat, receipt.user(), receipt.readSeq());
                    }
                    return rows;
                })
                .thenCompose(writes::write);
    }

    private static void addMoved(
            List<BoundStatement> rows, PreparedStatement update, ChatId chat, UserId user, long seq) {
        if (seq > Seq.NONE) {
            rows.add(update.boundStatementBuilder()
                    .setLong("ts", seq)
                    .setLong("seq", seq)
                    .setString("chat", chat.key())
                    .setString("user", user.key())
                    .build());
        }
    }

    @Override
    public CompletionStage<List<Receipt>> of(ChatId chat) {
        List<Receipt> receipts = new ArrayList<>();
        return select.bind(chat.key())
                .thenCompose(statement -> cql.forEach(
                        statement,
                        row -> receipts.add(new Receipt(
                                UserId.ofKey(String.valueOf(row.getString("user"))),
                                row.getLong("delivered_seq"),
                                row.getLong("read_seq")))))
                .thenApply(done -> receipts);
    }
}
