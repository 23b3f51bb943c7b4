package parley.persistence.journal;

import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import java.util.concurrent.CompletionStage;
import parley.persistence.Cql;

/** The statements that write receipts: each of the two positions is a cell written with itself as timestamp, so it only grows. */
public final class ReceiptUpdates {

    private final Cql.Prepared delivered;
    private final Cql.Prepared read;

    public ReceiptUpdates(Cql cql) {
        delivered = cql.prepare(
                "UPDATE %s USING TIMESTAMP :seq SET delivered_seq = :seq WHERE chat = :chat AND user = :user",
                "receipts");
        read = cql.prepare(
                "UPDATE %s USING TIMESTAMP :seq SET read_seq = :seq WHERE chat = :chat AND user = :user", "receipts");
    }

    public CompletionStage<Ready> ready() {
        return delivered.get().thenCombine(read.get(), Ready::new);
    }

    /** Both, prepared. */
    public record Ready(PreparedStatement delivered, PreparedStatement read) {

        public BoundStatement bind(ReceiptWrite receipt) {
            return (receipt.read() ? read : delivered)
                    .boundStatementBuilder()
                    .setLong("seq", receipt.seq())
                    .setString("chat", receipt.chat())
                    .setString("user", receipt.user())
                    .build();
        }
    }
}
