package parley.system.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.UnaryOperator;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import parley.engine.chat.domain.ChatCommand;
import parley.engine.chat.domain.ChatKind;
import parley.engine.client.HubProtocol;
import parley.engine.id.ChatId;
import parley.engine.id.MessageKey;
import parley.engine.id.Position;
import parley.engine.id.TenantId;
import parley.engine.id.UserId;
import parley.engine.inbox.Inbox;
import parley.engine.inbox.SizeClass;
import parley.server.FreePorts;

class EngineClusterIT {

    private static final UserId ANN = new UserId(TenantId.DEFAULT, "u_ann");
    private static final UserId BOB = new UserId(TenantId.DEFAULT, "u_bob");

    private static TestStore store;

    private final List<TestNode> nodes = new ArrayList<>();

    @BeforeAll
    static void startStore() throws Exception {
        store = TestStore.start();
    }

    @AfterAll
    static void stopStore() {
        store.close();
    }

    @AfterEach
    void stopNodes() {
        nodes.forEach(TestNode::close);
    }

    @Test
    void threeNodesAgreeOnOneOrderWhicheverTakesTheMessage() throws Exception {
        startNodes(3);
        ChatId chat = chat("g_order");
        nodes.get(0).execute(chat, create("k0"));
        nodes.get(1).connect(ANN, "d1");
        nodes.get(2).connect(BOB, "d2");

        for (int i = 0; i < 9; i++) {
            HubProtocol.Accepted accepted = nodes.get(i % 3).execute(chat, post(i % 2 == 0 ? ANN : BOB, "m" + i));
            assertThat(accepted.seq()).isEqualTo(i + 2);
            assertThat(nodes.get(1).nextPush("\"m" + i + "\"")).contains("\"seq\":" + (i + 2));
            assertThat(nodes.get(2).nextPush("\"m" + i + "\"")).contains("\"seq\":" + (i + 2));
        }

        List<String> first = texts(nodes.get(0).history(chat, ANN));
        assertThat(first).hasSize(10);
        assertThat(texts(nodes.get(1).history(chat, BOB))).isEqualTo(first);
        assertThat(texts(nodes.get(2).history(chat, BOB))).isEqualTo(first);
    }

    @Test
    void chatMovesWhenItsNodeDiesAndKnowsItsKeysStill() throws Exception {
        startNodes(3);
        ChatId chat = chat("g_move");
        nodes.get(0).execute(chat, create("k0"));
        HubProtocol.Accepted before = nodes.get(0).execute(chat, post(ANN, "m1"));
        TestNode holder =
                nodes.stream().filter(node -> node.holds(chat)).findFirst().orElseThrow();
        nodes.remove(holder);

        holder.close();

        HubProtocol.Accepted again = nodes.get(0).execute(chat, post(ANN, "m1"));
        assertThat(again.duplicate()).isTrue();
        assertThat(again.seq()).isEqualTo(before.seq());
        HubProtocol.Accepted after = nodes.get(1).execute(chat, post(BOB, "m2"));
        assertThat(after.duplicate()).isFalse();
        assertThat(after.seq()).isGreaterThan(before.seq());
        assertThat(nodes.get(0).connect(BOB, "d9"))
                .filteredOn(row -> row.chat().equals(chat))
                .singleElement()
                .satisfies(row -> assertThat(row.head().stamp().seq()).isEqualTo(after.seq()));
    }

    @Test
    void messageWhoseInboxRowsWereNeverWrittenIsNotAckedAndIsFoundOnceTheChatWakes() throws Exception {
        startNodes(1);
        ChatId chat = chat("g_gate");
        nodes.get(0).execute(chat, create("k0"));
        nodes.remove(0).close();
        TestNode dying = startNode(1, NeverWritten::new);
        assertThat(texts(dying.history(chat, BOB)))
                .as("the chat lives here now")
                .hasSize(1);
        dying.tell(chat, post(ANN, "m1"));
        dying.expectNoAnswerFor(Duration.ofSeconds(4));

        nodes.remove(dying);
        dying.close();

        TestNode fresh = startNode(1, UnaryOperator.identity());
        long listed = seqInList(fresh.connect(BOB, "d2"), chat);
        assertThat(listed)
                .as("nothing was acked, so the list may not know it yet")
                .isEqualTo(1);
        assertThat(texts(fresh.history(chat, BOB)))
                .filteredOn(entry -> entry.contains("m1"))
                .hasSize(1);
        assertThat(seqInList(fresh.connect(BOB, "d3"), chat)).isGreaterThanOrEqualTo(2);
    }

    @Test
    void aNodeThatWasPausedForLongerThanItsLeaseAcksNothingAndComesBack() throws Exception {
        startNodes(1);
        TestNode node = nodes.get(0);
        ChatId chat = chat("g_paused");
        node.execute(chat, create("k0"));
        HubProtocol.Accepted before = node.execute(chat, post(ANN, "m1"));

        node.wasPausedFor(Duration.ofSeconds(10));

        assertThat(node.executeOnce(chat, post(ANN, "m2")))
                .as("others may have taken the chat by now")
                .isInstanceOf(HubProtocol.Unavailable.class);
        HubProtocol.Accepted after = node.execute(chat, post(ANN, "m2"));
        assertThat(after.seq()).isGreaterThan(before.seq());
        assertThat(texts(node.history(chat, BOB)))
                .filteredOn(entry -> entry.contains("\"m2\""))
                .as("the write that was not acked is the one that is found again")
                .hasSize(1);
    }

    @Test
    void aNodeWhoseLeaseWasDeletedStopsAndBeginsAnew() throws Exception {
        startNodes(1);
        TestNode node = nodes.get(0);
        ChatId chat = chat("g_deleted");
        node.execute(chat, create("k0"));
        node.execute(chat, post(ANN, "m1"));

        assertThat(node.leaseIncarnations()).containsExactly(1);

        assertThat(node.deleteLease()).isTrue();

        Awaitility.await()
                .atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(node.leaseIncarnations()).containsExactly(2));
        HubProtocol.Accepted again = node.execute(chat, post(ANN, "m1"));
        assertThat(again.duplicate()).isTrue();
        assertThat(again.seq()).isEqualTo(2);
    }

    private void startNodes(int count) throws Exception {
        int seed = FreePorts.one();
        for (int i = 0; i < count; i++) {
            nodes.add(TestNode.start(store, i == 0 ? seed : FreePorts.one(), seed, UnaryOperator.identity()));
        }
        nodes.forEach(node -> node.awaitUp(count));
    }

    private TestNode startNode(int members, UnaryOperator<Inbox> inbox) throws Exception {
        int port = FreePorts.one();
        TestNode node = TestNode.start(store, port, port, inbox);
        nodes.add(node);
        node.awaitUp(members);
        return node;
    }

    private static long seqInList(List<Inbox.InboxRow> rows, ChatId chat) {
        return rows.stream()
                .filter(row -> row.chat().equals(chat))
                .findFirst()
                .orElseThrow()
                .head()
                .stamp()
                .seq();
    }

    private static List<String> texts(List<byte[]> entries) {
        return entries.stream()
                .map(entry -> new String(entry, StandardCharsets.UTF_8))
                .toList();
    }

    private static ChatId chat(String local) {
        return new ChatId(TenantId.DEFAULT, local);
    }

    private static ChatCommand create(String key) {
        return new ChatCommand.Create(ChatKind.GROUP, "Verona", ANN, new MessageKey(key), List.of(BOB));
    }

    private static ChatCommand post(UserId by, String key) {
        return new ChatCommand.Post(by, new MessageKey(key), 1, key);
    }

    /** The store as a node sees it that dies before its write of the inbox rows goes out. */
    private record NeverWritten(Inbox real) implements Inbox {
        @Override
        public CompletionStage<Void> write(ChatId chat, GateWrite write) {
            return new CompletableFuture<>();
        }

        @Override
        public CompletionStage<Optional<Confirmed>> confirmed(ChatId chat, SizeClass sizeClass, List<UserId> rows) {
            return real.confirmed(chat, sizeClass, rows);
        }

        @Override
        public CompletionStage<List<InboxRow>> listOf(UserId user) {
            return real.listOf(user);
        }

        @Override
        public CompletionStage<Optional<InboxRow>> rowOf(UserId user, ChatId chat) {
            return real.rowOf(user, chat);
        }

        @Override
        public CompletionStage<Void> moveRead(UserId user, ChatId chat, Position read) {
            return real.moveRead(user, chat, read);
        }
    }
}
