package parley.persistence.journal;

import com.datastax.oss.driver.api.core.cql.BatchStatement;
import com.datastax.oss.driver.api.core.cql.BatchStatementBuilder;
import com.datastax.oss.driver.api.core.cql.DefaultBatchType;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import parley.persistence.Cql;
import parley.persistence.journal.Unsettled.Group;

/**
 * Brings what was written ahead to its place, under timestamps that make it the same however often, and however late, that is done:
 * entries as of when they were written ahead, receipts as of their seq. Thread-safe.
 */
final class Settlement {

    private final Cql cql;
    private final Cql.Prepared insertEntry;
    private final ReceiptUpdates receipts;

    Settlement(Cql cql) {
        this.cql = cql;
        insertEntry = cql.prepare(ChatLogTable.INSERT_ENTRY + " USING TIMESTAMP ?", "chat_log");
        receipts = new ReceiptUpdates(cql);
    }

    /** One change of one partition. */
    CompletionStage<?> write(Group group) {
        return insertEntry
                .get()
                .thenCombine(receipts.ready(), (insert, update) -> batch(group, insert, update))
                .thenCompose(batch -> cql.execute(batch.setIdempotence(true).build()));
    }

    private static BatchStatementBuilder batch(Group group, PreparedStatement insert, ReceiptUpdates.Ready update) {
        BatchStatementBuilder batch = BatchStatement.builder(DefaultBatchType.UNLOGGED);
        Map<ReceiptWrite.Cell, ReceiptWrite> newest = new LinkedHashMap<>();
        for (int i = 0; i < group.size(); i++) {
            AheadWrite write = group.write(i);
            if (write instanceof LogWrite entry) {
                batch.addStatement(entry.row().bindAt(insert, entry.chat(), group.writtenAt(i)));
            } else if (write instanceof ReceiptWrite receipt) {
                newest.merge(receipt.cell(), receipt, (one, other) -> one.seq() > other.seq() ? one : other);
            }
        }
        newest.values().forEach(receipt -> batch.addStatement(update.bind(receipt)));
        return batch;
    }
}
