package parley.persistence.journal;

import static org.assertj.core.api.Assertions.assertThat;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import parley.engine.journal.Chain;
import parley.engine.lease.NodeIncarnation;
import parley.persistence.CassandraExtension;
import parley.persistence.Cql;
import parley.persistence.PersistenceSettings.WriteAheadLimits;

class WriteAheadCassandraIT {

    private static final long EPOCH = 2048;
    private static final Duration SETTLE_AFTER = Duration.ofSeconds(2);

    @RegisterExtension
    static final CassandraExtension CASSANDRA = new CassandraExtension();

    private final String run = UUID.randomUUID().toString();
    private final AtomicLong nanos = new AtomicLong();
    private final Node one = new Node("one");
    private final Node two = new Node("two");

    /** A node, as far as it writes ahead. */
    private final class Node {
        private final NodeIncarnation holder;
        private final WriteAheadLog ahead;
        private final ChatLogTable table;

        Node(String name) {
            this(name, new WriteAheadLimits(true, 3, SETTLE_AFTER, 64, 32_768, 4, 100, 1 << 20));
        }

        Node(String name, WriteAheadLimits limits) {
            this(name, limits, CASSANDRA.cql());
        }

        Node(String name, WriteAheadLimits limits, Cql cql) {
            holder = new NodeIncarnation(name + "-" + run, 1);
            ahead = new WriteAheadLog(cql, limits, nanos::get, () -> System.currentTimeMillis() * 1000);
            ahead.begin(holder.node());
            table = new ChatLogTable(cql, ahead);
        }

        /** One request with one entry of each of these chats. */
        void write(long seq, String... chats) {
            List<AheadRow> rows = new ArrayList<>();
            for (String chat : chats) {
                rows.addAll(now(table.inserts(key(chat), List.of(row(seq, chat + seq)))));
            }
            now(ahead.send(rows));
        }

        long tip(String chat) {
            return now(table.chain(key(chat), Chain.Entry.START)).tip().seq();
        }
    }

    private String key(String chat) {
        return "t/" + chat + "-" + run;
    }

    private static LogRow row(long seq, String text) {
        ByteBuffer body = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
        return new LogRow(seq, EPOCH, seq == 1 ? 0 : EPOCH, seq, 7, "posted", body, null, null);
    }

    private static <T> T now(CompletionStage<T> stage) {
        return stage.toCompletableFuture().orTimeout(20, TimeUnit.SECONDS).join();
    }

    /** Seqs that are in the chat's log in Cassandra, whoever knows more. */
    private List<Long> logged(String chat) {
        List<Long> seqs = new ArrayList<>();
        CASSANDRA
                .session()
                .execute(
                        "SELECT seq FROM " + CASSANDRA.settings().table("chat_log") + " WHERE chat = ? AND bucket = 0",
                        key(chat))
                .forEach(row -> seqs.add(row.getLong(0)));
        return seqs;
    }

    private int rowsAhead(Node node) {
        return CASSANDRA
                .session()
                .execute(
                        "SELECT n FROM " + CASSANDRA.settings().table("write_ahead") + " WHERE node = ?",
                        node.holder.node())
                .all()
                .size();
    }

    @Test
    void entriesOfManyChatsAreOneRowAndInNoLogUntilTheirNodeReadsIt() {
        one.write(1, "a", "b", "c");
        one.write(2, "a", "b", "c");
        assertThat(rowsAhead(one)).isEqualTo(2);
        assertThat(logged("a")).isEmpty();

        assertThat(one.tip("a")).isEqualTo(2);
        assertThat(logged("a")).containsExactly(1L, 2L);
        assertThat(logged("b")).as("nobody has read it").isEmpty();

        List<String> bodies = new ArrayList<>();
        now(one.table.bodies(
                key("b"),
                ChatLogTable.Range.whole(1, 2),
                row -> bodies.add(StandardCharsets.UTF_8
                        .decode(LogRow.of(row).body().duplicate())
                        .toString())));
        assertThat(bodies).containsExactly("b1", "b2");
    }

    @Test
    void entriesOfFewChatsGoToTheirLogsAtOnce() {
        one.write(1, "a", "b");
        List<AheadRow> ofOneChat = now(one.table.inserts(key("c"), List.of(row(1, "1"), row(2, "2"), row(3, "3"))));
        now(one.ahead.send(ofOneChat));

        assertThat(rowsAhead(one)).isZero();
        assertThat(logged("a")).containsExactly(1L);
        assertThat(logged("b")).containsExactly(1L);
        assertThat(logged("c")).containsExactly(1L, 2L, 3L);
    }

    @Test
    void whatANodeLeftIsInTheLogsWhenItIsRecoveredAndIsForgotten() {
        for (long seq = 1; seq <= 5; seq++) {
            one.write(seq, "a", "b", "c", "d", "e", "f");
        }
        assertThat(two.tip("a")).as("read by another node").isZero();

        now(two.ahead.recover(one.holder));

        for (String chat : List.of("a", "b", "c", "d", "e", "f")) {
            assertThat(two.tip(chat)).isEqualTo(5);
        }
        assertThat(rowsAhead(one)).isZero();
        assertThat(two.ahead.stats().recoveredWrites()).isEqualTo(30);
        now(two.ahead.recover(one.holder));
        assertThat(two.ahead.stats().recoveredWrites()).as("read once").isEqualTo(30);
    }

    @Test
    void receiptsAreRecoveredWithTheEntries() {
        ReceiptUpdates.Ready updates = now(new ReceiptUpdates(CASSANDRA.cql()).ready());
        List<AheadRow> rows = new ArrayList<>(now(one.table.inserts(key("a"), List.of(row(1, "a1")))));
        rows.addAll(now(one.table.inserts(key("b"), List.of(row(1, "b1")))));
        for (long seq : List.of(1L, 4L, 2L)) {
            ReceiptWrite receipt = new ReceiptWrite(key("a"), "t/ann", false, seq);
            rows.add(new AheadRow(receipt, updates.bind(receipt)));
        }
        now(one.ahead.send(rows));
        String select = "SELECT delivered_seq FROM " + CASSANDRA.settings().table("receipts") + " WHERE chat = ?";
        assertThat(CASSANDRA.session().execute(select, key("a")).all()).isEmpty();

        now(two.ahead.recover(one.holder));

        assertThat(CASSANDRA.session().execute(select, key("a")).one().getLong(0))
                .isEqualTo(4);
        assertThat(two.tip("a")).isEqualTo(1);
    }

    @Test
    void moreIsRecoveredThanAPageHolds() {
        Node busy = new Node("busy", new WriteAheadLimits(true, 1, SETTLE_AFTER, 64, 32_768, 4, 1000, 1 << 20));
        LongStream.rangeClosed(1, 250).forEach(seq -> busy.write(seq, "a"));

        now(two.ahead.recover(busy.holder));

        assertThat(two.tip("a")).isEqualTo(250);
        assertThat(rowsAhead(busy)).isZero();
    }

    @Test
    void twoNodesMayRecoverTheSameAtTheSameTime() {
        for (long seq = 1; seq <= 20; seq++) {
            one.write(seq, "a", "b", "c");
        }
        Node three = new Node("three");

        CompletionStage<Void> first = two.ahead.recover(one.holder);
        CompletionStage<Void> second = three.ahead.recover(one.holder);
        now(first);
        assertThat(two.tip("b")).isEqualTo(20);
        now(second);
        assertThat(three.tip("c")).isEqualTo(20);
    }

    @Test
    void whatWasChangedInTheLogSinceStaysChanged() {
        one.write(1, "a", "b", "c");
        now(two.ahead.recover(one.holder));
        CASSANDRA
                .session()
                .execute(SimpleStatement.newInstance(
                        "UPDATE " + CASSANDRA.settings().table("chat_log")
                                + " SET body = 0x00 WHERE chat = ? AND bucket = 0 AND seq = 1 AND epoch = ?",
                        key("a"),
                        EPOCH));

        assertThat(one.tip("a")).as("settled by who wrote it, too").isEqualTo(1);

        List<Integer> sizes = new ArrayList<>();
        now(two.table.bodies(
                key("a"),
                ChatLogTable.Range.whole(1, 1),
                row -> sizes.add(LogRow.of(row).bodyBytes())));
        assertThat(sizes).containsExactly(1);
    }

    @Test
    void whatIsOldEnoughIsSettledAndForgotten() {
        one.write(1, "a", "b", "c");
        nanos.addAndGet(SETTLE_AFTER.toNanos() - 1);
        one.ahead.tick();
        assertThat(one.ahead.stats().unsettledRows()).isEqualTo(3);

        nanos.addAndGet(1);
        Awaitility.await().until(() -> {
            one.ahead.tick();
            return rowsAhead(one) == 0;
        });
        assertThat(logged("a")).containsExactly(1L);
        assertThat(logged("b")).containsExactly(1L);
        assertThat(logged("c")).containsExactly(1L);
        assertThat(one.ahead.stats().unsettledRows()).isZero();
        one.write(2, "a", "b", "c");
        assertThat(rowsAhead(one)).as("a row after those that were deleted").isEqualTo(1);
    }

    @Test
    void settlingAllLeavesNothingBehind() {
        one.write(1, "a", "b", "c");
        one.write(1, "d", "e", "f");

        now(one.ahead.settle());

        assertThat(List.of("a", "b", "c", "d", "e", "f"))
                .allSatisfy(chat -> assertThat(logged(chat)).containsExactly(1L));
    }

    @Test
    void withTooMuchUnsettledEntriesGoToTheirLogsAndThatIsCounted() {
        Node small = new Node("small", new WriteAheadLimits(true, 3, SETTLE_AFTER, 64, 32_768, 4, 4, 1 << 20));
        small.write(1, "a", "b", "c");
        small.write(2, "a", "b", "c");

        assertThat(rowsAhead(small)).isEqualTo(1);
        assertThat(logged("a")).containsExactly(2L);
        assertThat(small.ahead.stats().tooManyRows()).isEqualTo(1);
        assertThat(small.tip("a")).isEqualTo(2);

        Node tight = new Node("tight", new WriteAheadLimits(true, 3, SETTLE_AFTER, 64, 32_768, 4, 100, 10));
        tight.write(1, "d", "e", "f");
        tight.write(2, "d", "e", "f");
        assertThat(rowsAhead(tight)).isEqualTo(1);
        assertThat(tight.ahead.stats().tooManyBytes()).isEqualTo(1);
    }

    @Test
    void nothingIsWrittenAheadWhereThatIsTurnedOff() {
        Node off = new Node("off", new WriteAheadLimits(false, 1, SETTLE_AFTER, 64, 32_768, 4, 100, 1 << 20));
        one.write(1, "a", "b", "c");
        off.write(1, "d", "e", "f");

        assertThat(rowsAhead(off)).isZero();
        assertThat(logged("d")).containsExactly(1L);
        now(off.ahead.recover(one.holder));
        assertThat(off.tip("a")).as("but what others left is recovered").isEqualTo(1);
    }

    /** As the driver does where it knows of no node that is up: before anything is sent. */
    private static CqlSession refusing(AtomicBoolean refuses) {
        InvocationHandler handler =
                (proxy, method, arguments) -> refuses.get() && method.getName().equals("executeAsync")
                        ? CompletableFuture.failedFuture(new IllegalStateException("no node is up"))
                        : method.invoke(CASSANDRA.session(), arguments);
        return (CqlSession)
                Proxy.newProxyInstance(CqlSession.class.getClassLoader(), new Class<?>[] {CqlSession.class}, handler);
    }

    @Test
    void whatTheStoreRefusesAtOnceIsTriedAgainWithTheNextTickAndNotForEver() {
        AtomicBoolean refuses = new AtomicBoolean();
        Cql cql = new Cql(CompletableFuture.completedFuture(refusing(refuses)), CASSANDRA.settings());
        Node node = new Node("refused", new WriteAheadLimits(true, 3, SETTLE_AFTER, 64, 32_768, 2, 100, 1 << 20), cql);
        node.write(1, "x", "y", "z");
        // Its statements are prepared from here on: what is refused while they are not is told later, and not at once.
        now(node.ahead.settle());
        node.write(1, "a", "b", "c");
        node.ahead.tick();
        refuses.set(true);

        CompletableFuture<Void> settled = CompletableFuture.supplyAsync(node.ahead::settle)
                .orTimeout(20, TimeUnit.SECONDS)
                .thenCompose(stage -> stage);
        assertThat(settled)
                .failsWithin(Duration.ofSeconds(20))
                .withThrowableThat()
                .withMessageContaining("no node");
        assertThat(node.ahead.stats().unsettledRows()).isEqualTo(3);

        refuses.set(false);
        Awaitility.await().until(() -> {
            node.ahead.tick();
            return node.ahead.stats().unsettledRows() == 0;
        });
        assertThat(logged("a")).containsExactly(1L);
    }
}
