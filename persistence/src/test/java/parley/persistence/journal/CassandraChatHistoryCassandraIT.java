package parley.persistence.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static parley.persistence.journal.JournalClient.group;

import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import parley.engine.id.ChatId;
import parley.engine.id.TenantId;
import parley.engine.journal.ChatHistory.Committed;
import parley.engine.journal.ChatHistory.Slice;
import parley.persistence.TestCassandra;

class CassandraChatHistoryCassandraIT {

    private static final int BYTES = 1 << 20;

    private static JournalClient client;
    private static CassandraChatHistory history;

    private final ChatId chat = new ChatId(TenantId.DEFAULT, UUID.randomUUID().toString());

    @BeforeAll
    static void open() {
        client = new JournalClient(TestCassandra.shared().config());
        history = new CassandraChatHistory(client.system());
    }

    @AfterAll
    static void close() {
        client.close();
    }

    @Test
    void cutsAtTheAskedEnd() {
        client.write(chat, 1, group(10, 0, "a", "b", "c", "d"));

        assertThat(read(new Slice(1, 9, true, 2, BYTES), 4, 10)).containsExactly("1/10 a", "2/10 b");
        assertThat(read(new Slice(1, 9, false, 2, BYTES), 4, 10)).containsExactly("3/10 c", "4/10 d");
        assertThat(read(new Slice(2, 3, true, 9, BYTES), 4, 10)).containsExactly("2/10 b", "3/10 c");
    }

    @Test
    void showsNothingAboveWhatIsCommitted() {
        client.write(chat, 1, group(10, 0, "a", "b", "c"));

        assertThat(read(new Slice(1, 9, true, 9, BYTES), 2, 10)).containsExactly("1/10 a", "2/10 b");
        assertThat(read(new Slice(3, 9, true, 9, BYTES), 2, 10)).isEmpty();
        assertThat(read(new Slice(1, 9, true, 9, BYTES), 0, 0)).isEmpty();
    }

    @Test
    void dropsLateRowsWithinTheSlice() {
        client.write(chat, 1, group(10, 0, "a"));
        client.write(chat, 2, group(20, 10, "b", "c"));
        client.land(chat, 2, group(10, 10, "late").get(0));

        assertThat(read(new Slice(1, 9, true, 9, BYTES), 3, 20)).containsExactly("1/10 a", "2/20 b", "3/20 c");
        assertThat(read(new Slice(1, 9, false, 9, BYTES), 3, 20)).containsExactly("1/10 a", "2/20 b", "3/20 c");
    }

    @Test
    void looksAboveTheSliceWhereItsTopIsAmbiguous() {
        client.write(chat, 1, group(10, 0, "a"));
        client.write(chat, 2, group(20, 10, "b", "c", "d", "e"));
        client.land(chat, 2, group(10, 10, "late").get(0));
        client.land(chat, 3, group(10, 10, "late").get(0));

        assertThat(read(new Slice(1, 2, true, 9, BYTES), 5, 20)).containsExactly("1/10 a", "2/20 b");
        assertThat(read(new Slice(1, 2, false, 1, BYTES), 5, 20)).containsExactly("2/20 b");
        assertThat(read(new Slice(1, 2, true, 9, BYTES), 3, 20))
                .as("up to the anchor")
                .containsExactly("1/10 a", "2/20 b");
    }

    @Test
    void keepsToItsBytesButReturnsAtLeastOneEntry() {
        String[] texts =
                IntStream.range(0, 400).mapToObj(i -> i + "x".repeat(200)).toArray(String[]::new);
        client.write(chat, 1, group(10, 0, texts));

        assertThat(read(new Slice(1, 400, true, 400, 1), 400, 10))
                .hasSize(1)
                .first()
                .asString()
                .startsWith("1/10 ");
        assertThat(read(new Slice(1, 400, false, 400, 1), 400, 10))
                .hasSize(1)
                .first()
                .asString()
                .startsWith("400/10 ");
        List<String> some = read(new Slice(1, 400, false, 400, 20_000), 400, 10);
        assertThat(some).hasSizeBetween(40, 90).last().asString().startsWith("400/10 ");
        assertThat(read(new Slice(1, 400, true, 400, BYTES), 400, 10)).hasSize(400);
    }

    @Test
    void readsAcrossBuckets() {
        long last = ChatLogTable.BUCKET_ENTRIES;
        client.write(chat, last - 1, group(10, 10, "y", "z", "a", "b"));

        assertThat(read(new Slice(last, last + 1, true, 9, BYTES), last + 2, 10))
                .containsExactly(last + "/10 z", (last + 1) + "/10 a");
        assertThat(read(new Slice(last - 1, last + 2, false, 3, BYTES), last + 2, 10))
                .containsExactly(last + "/10 z", (last + 1) + "/10 a", (last + 2) + "/10 b");
    }

    @Test
    void aHoleBelowWhatIsCommittedIsAnErrorAndNotAPage() {
        client.land(chat, 1, group(10, 0, "a").get(0));
        client.land(chat, 3, group(10, 10, "c").get(0));

        assertThatThrownBy(() -> read(new Slice(1, 3, true, 9, BYTES), 3, 10)).hasMessageContaining("no row 2/10");
    }

    @Test
    void identicalReadsAtTheSameTimeAgree() {
        client.write(chat, 1, group(10, 0, "a", "b"));
        Slice slice = new Slice(1, 2, true, 9, BYTES);
        Committed committed = new Committed(2, 10);

        var reads = IntStream.range(0, 20)
                .mapToObj(i -> history.read(chat, slice, committed).toCompletableFuture())
                .toList();

        assertThat(reads).allSatisfy(read -> assertThat(read.join()).hasSize(2));
    }

    private List<String> read(Slice slice, long committedSeq, long committedEpoch) {
        return history
                .read(chat, slice, new Committed(committedSeq, committedEpoch))
                .toCompletableFuture()
                .join()
                .stream()
                .map(stored -> JournalClient.show(stored.seq(), stored.entry()))
                .toList();
    }
}
