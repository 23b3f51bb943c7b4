package parley.persistence.inbox;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import parley.engine.id.ChatId;
import parley.engine.id.Seq;
import parley.engine.id.UserId;
import parley.engine.inbox.Receipts;
import parley.persistence.CassandraStore;
import parley.persistence.Cql;
import parley.persistence.journal.AheadRow;
import parley.persistence.journal.ReceiptUpdates;
import parley.persistence.journal.ReceiptWrite;
import parley.persistence.journal.WriteAheadLog;
import parley.persistence.write.WriteCoalescer;

/** Receipts in Cassandra, written like the entries of the chat that they are of: many at once, and perhaps ahead. */
public final class CassandraReceipts implements Receipts {

    private final Cql cql;
    private final WriteCoalescer<AheadRow> writes;
    private final WriteAheadLog ahead;
    private final ReceiptUpdates updates;
    private final Cql.Prepared select;

    public CassandraReceipts(CassandraStore store) {
        this(store.cql(), store.journalWrites(), store.writeAhead());
    }

    CassandraReceipts(Cql cql, WriteCoalescer<AheadRow> writes, WriteAheadLog ahead) {
        this.cql = cql;
        this.writes = writes;
        this.ahead = ahead;
        updates = new ReceiptUpdates(cql);
        select = cql.prepare("SELECT user, delivered_seq, read_seq FROM %s WHERE chat = ?", "receipts");
    }

    @Override
    public CompletionStage<Void> write(ChatId chat, List<Receipt> receipts) {
        return updates.ready().thenCompose(statements -> writes.write(rows(chat, receipts, statements)));
    }

    private static List<AheadRow> rows(ChatId chat, List<Receipt> receipts, ReceiptUpdates.Ready statements) {
        List<AheadRow> rows = new ArrayList<>();
        for (Receipt receipt : receipts) {
            String user = receipt.user().key();
            addMoved(rows, statements, new ReceiptWrite(chat.key(), user, false, receipt.deliveredSeq()));
            addMoved(rows, statements, new ReceiptWrite(chat.key(), user, true, receipt.readSeq()));
        }
        return rows;
    }

    private static void addMoved(List<AheadRow> rows, ReceiptUpdates.Ready statements, ReceiptWrite receipt) {
        if (receipt.seq() > Seq.NONE) {
            rows.add(new AheadRow(receipt, statements.bind(receipt)));
        }
    }

    @Override
    public CompletionStage<List<Receipt>> of(ChatId chat) {
        List<Receipt> receipts = new ArrayList<>();
        return ahead.settle(chat.key())
                .thenCompose(settled -> select.bind(chat.key()))
                .thenCompose(statement -> cql.forEach(
                        statement,
                        row -> receipts.add(new Receipt(
                                UserId.ofKey(String.valueOf(row.getString("user"))),
                                row.getLong("delivered_seq"),
                                row.getLong("read_seq")))))
                .thenApply(done -> receipts);
    }
}
