package parley.persistence.inbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import parley.engine.id.ChatId;
import parley.engine.id.TenantId;
import parley.engine.id.UserId;
import parley.engine.inbox.Receipts.Receipt;
import parley.persistence.CassandraExtension;
import parley.persistence.PersistenceSettings.WriteAheadLimits;
import parley.persistence.journal.WriteAheadLog;
import parley.persistence.write.WriteCoalescer;

class CassandraReceiptsCassandraIT {

    @RegisterExtension
    static final CassandraExtension CASSANDRA = new CassandraExtension();

    private final ChatId chat = new ChatId(TenantId.DEFAULT, UUID.randomUUID().toString());
    private final UserId alice = new UserId(TenantId.DEFAULT, "alice");
    private final UserId bob = new UserId(TenantId.DEFAULT, "bob");

    @Test
    void eachPositionOnlyGrows() {
        CassandraReceipts receipts = receipts("", CASSANDRA.settings().writeAhead());

        for (List<Receipt> write : List.of(
                List.of(new Receipt(alice, 7, 2), new Receipt(bob, 1, 0)),
                List.of(new Receipt(alice, 3, 5)),
                List.of(new Receipt(alice, 0, 4)))) {
            receipts.write(chat, write).toCompletableFuture().join();
        }

        assertThat(receipts.of(chat).toCompletableFuture().join())
                .containsExactlyInAnyOrder(new Receipt(alice, 7, 5), new Receipt(bob, 1, 0));
    }

    /** {@code node}: empty for one that writes nothing ahead. */
    private static CassandraReceipts receipts(String node, WriteAheadLimits limits) {
        WriteAheadLog ahead = new WriteAheadLog(CASSANDRA.cql(), limits, System::nanoTime, System::nanoTime);
        if (!node.isEmpty()) {
            ahead.begin(node);
        }
        return new CassandraReceipts(
                CASSANDRA.cql(), new WriteCoalescer<>(CASSANDRA.settings().journalWrites(), ahead), ahead);
    }

    @Test
    void theNewestOfThoseThatWereWrittenAheadIsRead() {
        WriteAheadLimits always = new WriteAheadLimits(true, 1, Duration.ofMinutes(1), 64, 32_768, 4, 1000, 1 << 20);
        CassandraReceipts receipts = receipts("receipts-" + chat.local(), always);
        for (long seq : List.of(3L, 9L, 5L)) {
            receipts.write(chat, List.of(new Receipt(alice, seq, seq - 1), new Receipt(bob, 1, 0)))
                    .toCompletableFuture()
                    .join();
        }
        assertThat(receipts("", always).of(chat).toCompletableFuture().join())
                .as("by a node to which they do not belong")
                .isEmpty();

        assertThat(receipts.of(chat).toCompletableFuture().join())
                .containsExactlyInAnyOrder(new Receipt(alice, 9, 8), new Receipt(bob, 1, 0));
    }
}
