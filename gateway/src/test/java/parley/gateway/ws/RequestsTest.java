package parley.gateway.ws;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import parley.engine.chat.ChatProtocol;
import parley.engine.chat.domain.ChatCommand;
import parley.engine.chat.domain.ChatKind;
import parley.engine.chat.domain.ChatRejection;
import parley.engine.client.HubProtocol;
import parley.engine.client.HubProtocol.Cause;
import parley.engine.id.Position;
import parley.engine.id.UserId;
import parley.engine.inbox.Receipts.Receipt;
import parley.engine.session.SessionProtocol;
import parley.gateway.wire.GroupIds;

class RequestsTest {

    private static final long ID = ConnectionFixture.ID;
    private static final UserId BOB = ConnectionFixture.user("u_bob");

    private final ConnectionFixture on = new ConnectionFixture();

    @BeforeEach
    void welcome() {
        on.welcome();
        on.users.add(BOB);
    }

    @Test
    void acknowledgesAMessageWhenTheChatAcceptedIt() {
        send(9, "g_7f", "k1");

        accept(0, 44, false);
        assertThat(on.heardOne())
                .isEqualTo(
                        on.parse("{'type':'ack','id':9,'chat':'g_7f','key':'k1','seq':44,'n':41,'at':1790000000000}"));

        send(10, "g_7f", "k1");
        accept(1, 44, true);
        assertThat(on.heardOne().get("duplicate").booleanValue()).isTrue();
    }

    @Test
    void keepsTheOrderOfTwoSendsWhenTheFirstReplyIsLost() {
        send(9, "g_7f", "k1");
        send(10, "g_7f", "k2");
        assertThat(keys()).containsExactly("k1");

        on.pass(Duration.ofSeconds(4));
        assertThat(keys()).containsExactly("k1", "k1");
        accept(1, 44, true);
        assertThat(keys()).containsExactly("k1", "k1", "k2");
        accept(2, 45, false);

        assertThat(on.heard()).extracting(ack -> ack.get("id").longValue()).containsExactly(9L, 10L);
    }

    @Test
    void takesALateAnswerToAnEarlierTryForTheAnswerAndOnlyOnce() {
        send(9, "g_7f", "k1");
        on.pass(Duration.ofSeconds(4));

        accept(0, 44, false);
        accept(1, 44, true);

        assertThat(on.heardOne().has("duplicate")).isFalse();
    }

    @Test
    void givesUpAfterThreeTriesWithAllThatWaitBehind() {
        send(9, "g_7f", "k1");
        send(10, "g_7f", "k2");
        send(11, "g_80", "k3");
        acceptTo("g_80", 5);
        on.heard();

        on.pass(Duration.ofSeconds(10));

        List<JsonNode> errors = on.heard();
        assertThat(errors).extracting(error -> error.get("id").longValue()).containsExactly(9L, 10L);
        assertThat(errors).extracting(error -> error.get("code").textValue()).containsOnly("unavailable");
        assertThat(errors).allMatch(error -> error.get("retryable").booleanValue());
        assertThat(keys()).containsExactly("k1", "k3", "k1", "k1");
        assertThat(on.counters.requestsGivenUp()).isEqualTo(2);
        assertThat(on.reached("timing.request-tries")).isEqualTo(1);

        send(12, "g_7f", "k1");
        assertThat(keys()).endsWith("k1").hasSize(5);
    }

    @Test
    void triesAgainWhereTheOutcomeIsUnknownBeforeTheNextGoes() {
        send(9, "g_7f", "k1");
        send(10, "g_7f", "k2");

        on.connection.onReply(new HubProtocol.Unavailable(ID, request(0), Cause.UNKNOWN, 200));
        assertThat(keys()).containsExactly("k1");
        on.pass(Duration.ofMillis(300));
        assertThat(keys()).containsExactly("k1", "k1");

        accept(1, 44, false);
        assertThat(keys()).containsExactly("k1", "k1", "k2");
    }

    @Test
    void saysBusyWithTheTimeToWaitWhenItStaysSo() {
        send(9, "g_7f", "k1");

        for (int i = 0; i < 3; i++) {
            on.connection.onReply(new HubProtocol.Unavailable(ID, request(i), Cause.BUSY, 500));
            on.pass(Duration.ofMillis(600));
        }

        JsonNode error = on.heardOne();
        assertThat(error.get("code").textValue()).isEqualTo("busy");
        assertThat(error.get("retryAfterMs").longValue()).isEqualTo(500);
        assertThat(keys()).hasSize(3);
    }

    @Test
    void tellsWhyAChatRefusesAndGoesOn() {
        send(9, "g_7f", "k1");
        send(10, "g_7f", "k2");

        on.connection.onReply(new HubProtocol.Refused(ID, request(0), ChatRejection.NOT_A_MEMBER));

        assertThat(on.heardOne().get("code").textValue()).isEqualTo("not_a_member");
        assertThat(keys()).containsExactly("k1", "k2");
    }

    @Test
    void sendsToDifferentChatsWithoutWaiting() {
        send(9, "g_7f", "k1");
        send(10, "g_80", "k2");

        assertThat(keys()).containsExactly("k1", "k2");
    }

    @Test
    void takesAHundredUnansweredAndLimitsTheNext() {
        for (int i = 1; i <= 100; i++) {
            send(i, "g_7f", "k" + i);
        }
        assertThat(on.heard()).isEmpty();

        send(101, "g_7f", "k101");

        assertThat(on.heardOne().get("code").textValue()).isEqualTo("rate_limited");
        assertThat(on.reached("traffic.open-requests-max")).isEqualTo(1);
        assertThat(keys()).as("what was refused is not asked").containsExactly("k1");
        accept(0, 1, false);
        send(102, "g_7f", "k102");
        assertThat(on.heardOne().get("type").textValue()).isEqualTo("ack");
    }

    @Test
    void readsEightAtOnceAndTheRestInTurn() {
        for (int i = 1; i <= 10; i++) {
            on.say("{'type':'sync','id':" + i + ",'chat':'g_7f','after':0}");
        }
        assertThat(on.engine.toChats(ChatProtocol.ReadPage.class)).hasSize(8);

        page(0);

        assertThat(on.engine.toChats(ChatProtocol.ReadPage.class)).hasSize(9);
        assertThat(on.heardOne().get("id").longValue()).isEqualTo(1);
    }

    @Test
    void readsWhileACommandWaits() {
        send(9, "g_7f", "k1");

        on.say("{'type':'history','id':10,'chat':'g_7f','before':44,'limit':50}");
        page(0);

        ChatProtocol.ReadPage read =
                on.engine.toChats(ChatProtocol.ReadPage.class).get(0);
        assertThat(read.before()).isEqualTo(44);
        assertThat(read.after()).isNull();
        assertThat(on.heardOne())
                .isEqualTo(on.parse("{'type':'page','id':10,'chat':'g_7f','entries':["
                        + "{'seq':44,'n':41,'at':1790000000000,'kind':'hidden'}],'seq':44,'n':41,'end':true}"));
    }

    @Test
    void createsAChatAndDescribesIt() {
        on.say("{'type':'create_chat','id':2,'key':'k1','kind':'direct','user':'u_bob'}");
        String chat = GroupIds.direct("u_ann", "u_bob");
        assertThat(on.engine.chats.get(0).chat().local()).isEqualTo(chat);
        assertThat(executed(0)).isInstanceOfSatisfying(ChatCommand.Create.class, create -> {
            assertThat(create.kind()).isEqualTo(ChatKind.DIRECT);
            assertThat(create.users()).containsExactly(BOB);
        });

        accept(0, 1, false);
        assertThat(on.heard()).isEmpty();
        var to = on.engine.toChats(ChatProtocol.Describe.class).get(0).replyTo();
        on.connection.onReply(new HubProtocol.Described(ID, to.request(), ConnectionFixture.row(chat)));

        assertThat(on.heardOne().get("chat").get("chat").textValue()).isEqualTo(chat);
    }

    @Test
    void createsNoChatWithUsersThatDoNotExist() {
        on.say("{'type':'create_chat','id':3,'key':'k2','kind':'group','title':'Verona','users':['u_bob','u_nobody']}");
        on.say("{'type':'add_members','id':4,'chat':'g_7f','key':'k3','users':['u_nobody']}");

        assertThat(on.heard())
                .extracting(error -> error.get("code").textValue())
                .containsOnly("not_found");
        assertThat(on.engine.chats).isEmpty();
    }

    @Test
    void createsNoDirectChatWithOneself() {
        on.say("{'type':'create_chat','id':2,'key':'k1','kind':'direct','user':'u_ann'}");

        assertThat(on.heardOne().get("code").textValue()).isEqualTo("bad_frame");
        assertThat(on.engine.chats).isEmpty();
    }

    @Test
    void createsTheGroupOnceHoweverOftenItIsAsked() {
        on.say(
                "{'type':'create_chat','id':3,'key':'k2','kind':'group','title':'Verona','users':['u_bob','u_bob','u_ann']}");
        accept(0, 1, false);
        on.say("{'type':'create_chat','id':4,'key':'k2','kind':'group','title':'Verona','users':['u_bob']}");
        on.pass(Duration.ofSeconds(4));

        assertThat(on.engine.chats).extracting(told -> told.chat().local()).containsOnly(GroupIds.group("u_ann", "k2"));
        assertThat(((ChatCommand.Create) executed(0)).users()).containsExactly(BOB, ConnectionFixture.ANN);
    }

    @Test
    void looksForUsersAgainWhenTheStoreIsAway() {
        on.userDirectoryIsAway = true;
        on.say("{'type':'add_members','id':4,'chat':'g_7f','key':'k3','users':['u_bob']}");
        assertThat(on.engine.chats).isEmpty();

        on.userDirectoryIsAway = false;
        on.pass(Duration.ofMillis(100));
        assertThat(on.engine.chats).hasSize(1);
        accept(0, 44, false);

        assertThat(on.heardOne()).isEqualTo(on.parse("{'type':'done','id':4,'chat':'g_7f','seq':44}"));
    }

    @Test
    void saysUnavailableWhenTheStoreStaysAway() {
        on.userDirectoryIsAway = true;
        on.say("{'type':'add_members','id':4,'chat':'g_7f','key':'k3','users':['u_bob']}");

        on.pass(Duration.ofSeconds(1));

        assertThat(on.heardOne().get("code").textValue()).isEqualTo("unavailable");
    }

    @Test
    void changesMembersAndTitleInOrder() {
        on.say("{'type':'remove_member','id':5,'chat':'g_7f','key':'k4','user':'u_dan'}");
        on.say("{'type':'rename','id':7,'chat':'g_7f','key':'k6','title':'Mantua'}");
        on.say("{'type':'leave','id':6,'chat':'g_7f','key':'k5'}");

        accept(0, 44, false);
        accept(1, 45, false);
        accept(2, 46, false);

        assertThat(executed(0)).isInstanceOf(ChatCommand.RemoveMember.class);
        assertThat(executed(1)).isInstanceOf(ChatCommand.Rename.class);
        assertThat(executed(2)).isInstanceOf(ChatCommand.Leave.class);
        assertThat(on.heard()).extracting(done -> done.get("seq").longValue()).containsExactly(44L, 45L, 46L);
    }

    @Test
    void tellsMembersReceiptsAndPresence() {
        on.say("{'type':'members','id':8,'chat':'g_7f','after':'u_bob','limit':100}");
        var members = on.engine.toChats(ChatProtocol.ReadMembers.class).get(0);
        assertThat(members.after()).isEqualTo(BOB);
        on.connection.onReply(new HubProtocol.MemberPage(
                ID, members.replyTo().request(), List.of(new HubProtocol.Member(BOB, true, 1)), BOB, 44));
        assertThat(on.heardOne())
                .isEqualTo(on.parse("{'type':'member_page','id':8,'chat':'g_7f','members':"
                        + "[{'user':'u_bob','role':'owner','joinedSeq':1}],'next':'u_bob','seq':44}"));

        on.say("{'type':'receipts','id':13,'chat':'g_7f'}");
        var receipts = on.engine.toChats(ChatProtocol.ReadReceipts.class).get(0);
        on.connection.onReply(new HubProtocol.ReceiptList(
                ID, receipts.replyTo().request(), Collections.nCopies(1_000, new Receipt(BOB, 44, 43))));
        assertThat(on.heardOne().get("receipts")).hasSize(400);

        on.say("{'type':'watch_presence','id':14,'users':['u_bob','u_bob']}");
        var watch = on.engine.toSessions(SessionProtocol.WatchPresence.class).get(0);
        assertThat(watch.watched()).containsExactly(BOB);
        on.connection.onReply(new HubProtocol.PresenceStates(
                ID, watch.replyTo().request(), List.of(new HubProtocol.PresenceState(BOB, true, null))));
        assertThat(on.heardOne())
                .isEqualTo(on.parse("{'type':'presence','id':14,'users':[{'user':'u_bob','online':true}]}"));
    }

    @Test
    void callsAnAnswerThatCannotBeABug() {
        send(9, "g_7f", "k1");

        on.connection.onReply(new HubProtocol.Listed(ID, request(0), List.of()));

        assertThat(on.heardOne().get("code").textValue()).isEqualTo("internal");
    }

    private void send(long id, String chat, String key) {
        on.say("{'type':'send','id':" + id + ",'chat':'" + chat + "','key':'" + key
                + "','since':43,'text':'Good morrow'}");
    }

    private List<String> keys() {
        return on.engine.executed().stream()
                .map(execute -> execute.command().key().value())
                .toList();
    }

    private ChatCommand executed(int index) {
        return on.engine.executed().get(index).command();
    }

    private long request(int index) {
        return on.engine.executed().get(index).replyTo().request();
    }

    private void accept(int index, long seq, boolean duplicate) {
        on.connection.onReply(
                new HubProtocol.Accepted(ID, request(index), seq, Math.max(0, seq - 3), 1_790_000_000_000L, duplicate));
    }

    private void acceptTo(String chat, long seq) {
        on.engine.chats.stream()
                .filter(told -> told.chat().local().equals(chat))
                .flatMap(told -> FakeEngine.executes(told.message()).stream())
                .forEach(execute -> on.connection.onReply(
                        new HubProtocol.Accepted(ID, execute.replyTo().request(), seq, 1, 1_790_000_000_000L, false)));
    }

    private void page(int index) {
        var read = on.engine.toChats(ChatProtocol.ReadPage.class).get(index);
        byte[] entry =
                "{\"seq\":44,\"n\":41,\"at\":1790000000000,\"kind\":\"hidden\"}".getBytes(StandardCharsets.UTF_8);
        on.connection.onReply(
                new HubProtocol.Page(ID, read.replyTo().request(), List.of(entry), new Position(44, 41), true));
    }
}
