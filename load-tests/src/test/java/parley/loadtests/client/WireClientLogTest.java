package parley.loadtests.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class WireClientLogTest {

    private final ScriptedServer server = new ScriptedServer();
    private final Heard heard = new Heard();
    private final TestClients clients = new TestClients("backoff-first = 20ms");
    private WireClient ann;
    private Peer peer;

    @BeforeEach
    void connect() throws Exception {
        ann = clients.connecting(heard, server);
        peer = server.acceptAndGreet();
        peer.push("g_1", 1, 2);
        peer.reply(peer.expect("get_chat"), "chat", "'chat':" + summary(2));
        TestClients.await(ann.reached("g_1", 2));
    }

    @AfterEach
    void close() {
        clients.close();
        server.close();
    }

    @Test
    void pullsWhatIsMissingBeforeAnEntryAndShowsNothingBeyondTheGap() throws Exception {
        peer.push("g_1", 6, 7);

        JsonNode sync = peer.expect("sync");
        assertThat(heard.seqs).containsExactly(1L, 2L);
        peer.reply(sync, "page", page(3, 5, 7, false));

        TestClients.await(ann.reached("g_1", 7));
        assertThat(sync.path("after").asLong()).isEqualTo(2);
        assertThat(heard.seqs).containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L);
    }

    @Test
    void goesOnPullingUntilTheEnd() throws Exception {
        peer.push("g_1", 9, 9);

        peer.reply(peer.expect("sync"), "page", page(3, 4, 9, false));
        JsonNode second = peer.expect("sync");
        peer.reply(second, "page", page(5, 9, 9, true));

        TestClients.await(ann.reached("g_1", 9));
        assertThat(second.path("after").asLong()).isEqualTo(4);
        assertThat(heard.seqs).hasSize(9).isSorted();
    }

    @Test
    void ignoresEntriesThatItHas() throws Exception {
        peer.push("g_1", 1, 3);
        peer.push("g_1", 2, 3);
        peer.push("g_1", 4, 4);

        TestClients.await(ann.reached("g_1", 4));
        assertThat(heard.seqs).containsExactly(1L, 2L, 3L, 4L);
        assertThat(heard.violations).isEmpty();
    }

    @Test
    void reportsAnotherEntryWithTheSameSeq() throws Exception {
        peer.send("{'type':'entries','chat':'g_1','entries':[" + Peer.message(2).replace("m2", "something else") + ","
                + Peer.message(3) + "]}");

        TestClients.await(ann.reached("g_1", 3));
        assertThat(heard.violations).singleElement().asString().contains("seq 2");
    }

    @Test
    void pullsWhenAHeartbeatSaysThatThereIsMore() throws Exception {
        peer.send("{'type':'heartbeat','serverTime':1,'positions':[{'chat':'g_1','seq':3,'n':3}]}");

        JsonNode sync = peer.expect("sync");
        peer.reply(sync, "page", page(3, 3, 3, true));

        TestClients.await(ann.reached("g_1", 3));
        assertThat(sync.path("after").asLong()).isEqualTo(2);
    }

    @Test
    void pullsAChatThatIsNewToItFromTheBeginning() throws Exception {
        peer.push("g_2", 7, 7);

        JsonNode sync = peer.expect("sync");
        assertThat(sync.path("after").asLong()).isZero();
        peer.expect("get_chat");
        peer.reply(sync, "page", page(1, 7, 7, true).replace("g_1", "g_2"));

        TestClients.await(ann.reached("g_2", 7));
        assertThat(TestClients.await(ann.log("g_2"))).hasSize(7);
    }

    @Test
    void beginsAChatThatIsFarAlongWhereItHearsOfIt() throws Exception {
        peer.push("g_2", 900, 901);

        TestClients.await(ann.reached("g_2", 901));
        assertThat(TestClients.await(ann.log("g_2"))).extracting(Entry::seq).containsExactly(900L, 901L);
    }

    @Test
    void pullsAChatThatAHeartbeatTellsOfFirst() throws Exception {
        peer.send("{'type':'heartbeat','serverTime':1,'positions':[{'chat':'g_2','seq':3,'n':3}]}");

        JsonNode sync = peer.expect("sync");
        peer.expect("get_chat");
        peer.reply(sync, "page", page(1, 3, 3, true).replace("g_1", "g_2"));

        TestClients.await(ann.reached("g_2", 3));
    }

    @Test
    void saysResyncedAfterAResyncAndThenAsksForListAndLog() throws Exception {
        peer.send("{'type':'resync','reason':'slow'}");

        JsonNode resynced = peer.expect("resynced");
        peer.expectNothingFor(Duration.ofMillis(100));
        peer.reply(resynced, "done", "");
        JsonNode list = peer.expect("list");
        assertThat(list.path("digest")).hasSize(16);
        answerList(list, 4);
        peer.reply(peer.expect("sync"), "page", page(3, 4, 4, true));

        TestClients.await(ann.reached("g_1", 4));
        peer.expectNothingFor(Duration.ofMillis(100));
        assertThat(heard.seqs).containsExactly(1L, 2L, 3L, 4L);
        assertThat(heard.violations).isEmpty();
    }

    @Test
    void asksForTheListAnewWhenOneIsUnderWayAtAResync() throws Exception {
        ann.refreshChats();
        JsonNode before = peer.expect("list");
        peer.send("{'type':'resync','reason':'slow'}");
        peer.reply(peer.expect("resynced"), "done", "");

        answerList(before, 2);
        answerList(peer.expect("list"), 3);
        peer.reply(peer.expect("sync"), "page", page(3, 3, 3, true));

        TestClients.await(ann.reached("g_1", 3));
    }

    @Test
    void takesOverFromAHeartbeatHowFarWasReadWhereThatIsAhead() throws Exception {
        peer.send("{'type':'position','chat':'g_1','read':{'seq':2,'n':2}}");
        peer.send("{'type':'heartbeat','serverTime':1,'positions':["
                + "{'chat':'g_1','seq':2,'n':2,'read':{'seq':1,'n':1}}]}");
        peer.push("g_1", 3, 3);
        TestClients.await(ann.reached("g_1", 3));
        assertThat(TestClients.await(ann.chats()).get(0).read().seq()).isEqualTo(2);

        peer.send("{'type':'heartbeat','serverTime':1,'positions':["
                + "{'chat':'g_1','seq':3,'n':3,'read':{'seq':3,'n':3}}]}");
        peer.push("g_1", 4, 4);
        TestClients.await(ann.reached("g_1", 4));
        assertThat(TestClients.await(ann.chats()).get(0).read().seq()).isEqualTo(3);
    }

    @Test
    void keepsTheChatListUpToDateWithWhatItHears() throws Exception {
        peer.push("g_1", 3, 3);
        peer.send("{'type':'position','chat':'g_1','read':{'seq':2,'n':2}}");
        peer.push("g_1", 4, 4);
        TestClients.await(ann.reached("g_1", 4));

        ChatSummary chat = TestClients.await(ann.chats()).get(0);

        assertThat(chat.seq()).isEqualTo(4);
        assertThat(chat.unread()).isEqualTo(2);
        assertThat(chat.last()).isEqualTo(new ChatSummary.Last("u_bob", "m4", 1));
    }

    @Test
    void saysDeliveredOnceForSeveralEntries() throws Exception {
        peer.push("g_1", 3, 8);

        JsonNode delivered = peer.expectAny("delivered");
        if (delivered.path("seq").asLong() == 2) {
            delivered = peer.expectAny("delivered");
        }

        assertThat(delivered.path("seq").asLong()).isEqualTo(8);
    }

    @Test
    void readsAWholeLogBackwardsAndGivesItInOrder() throws Exception {
        CompletionStage<List<Entry>> reading = ann.readAll("g_1", true);

        peer.reply(peer.expect("history"), "page", page(3, 5, 5, false));
        JsonNode second = peer.expect("history");
        peer.reply(second, "page", page(1, 2, 5, true));

        assertThat(second.path("before").asLong()).isEqualTo(3);
        assertThat(TestClients.await(reading)).extracting(Entry::seq).containsExactly(1L, 2L, 3L, 4L, 5L);
    }

    @Test
    void refusesPagesThatDoNotMeet() throws Exception {
        CompletionStage<List<Entry>> reading = ann.readAll("g_1", false);

        peer.reply(peer.expect("history"), "page", page(1, 2, 5, false));
        peer.reply(peer.expect("history"), "page", page(4, 5, 5, true));

        assertThatThrownBy(() -> TestClients.await(reading)).hasMessageContaining("a page that meets 3");
    }

    private void answerList(JsonNode request, long seq) {
        peer.reply(request, "listed", "'buckets':[" + Digest.bucketOf("g_1") + "]");
        peer.send("{'type':'list','chats':[" + summary(seq) + "]}");
        peer.send("{'type':'synced'}");
    }

    private static String summary(long seq) {
        return "{'chat':'g_1','kind':'group','title':'Verona','memberCount':2,'seq':" + seq + ",'n':" + seq
                + ",'read':{'seq':0,'n':0},'joinedSeq':1,'sizeClass':'small'}";
    }

    private static String page(long first, long last, long newest, boolean end) {
        return "'chat':'g_1','entries':" + Peer.messages(first, last) + ",'seq':" + newest + ",'n':" + newest
                + ",'end':" + end;
    }
}
