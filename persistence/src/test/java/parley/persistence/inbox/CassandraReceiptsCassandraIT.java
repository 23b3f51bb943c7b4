package parley.persistence.inbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import parley.engine.id.ChatId;
import parley.engine.id.TenantId;
import parley.engine.id.UserId;
import parley.engine.inbox.Receipts.Receipt;
import parley.persistence.CassandraExtension;

class CassandraReceiptsCassandraIT {

    @RegisterExtension
    static final CassandraExtension CASSANDRA = new CassandraExtension();

    private final ChatId chat = new ChatId(TenantId.DEFAULT, UUID.randomUUID().toString());
    private final UserId alice = new UserId(TenantId.DEFAULT, "alice");
    private final UserId bob = new UserId(TenantId.DEFAULT, "bob");

    @Test
    void eachPositionOnlyGrows() {
        CassandraReceipts receipts = new CassandraReceipts(CASSANDRA.cql(), CASSANDRA.writes());

        for (List<Receipt> write : List.of(
                List.of(new Receipt(alice, 7, 2), new Receipt(bob, 1, 0)),
                List.of(new Receipt(alice, 3, 5)),
                List.of(new Receipt(alice, 0, 4)))) {
            receipts.write(chat, write).toCompletableFuture().join();
        }

        assertThat(receipts.of(chat).toCompletableFuture().join())
                .containsExactlyInAnyOrder(new Receipt(alice, 7, 5), new Receipt(bob, 1, 0));
    }
}
