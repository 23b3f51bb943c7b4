package parley.engine.session;

import static org.assertj.core.api.Assertions.assertThat;
import static parley.engine.fakes.Given.ANN;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import parley.engine.chat.ChatProtocol.HeadTold;
import parley.engine.client.HubProtocol;
import parley.engine.client.HubProtocol.Continuity;
import parley.engine.client.HubProtocol.OpenChat;
import parley.engine.fakes.Given;
import parley.engine.id.Position;
import parley.engine.inbox.Inbox.Head;
import parley.engine.inbox.Inbox.InboxRow;
import parley.engine.inbox.Inbox.Stamp;
import parley.engine.session.SessionWorld.Asked;

/** Lists with rows of chats in which somebody talks. */
class OpenRowsTest {

    private static ActorTestKit testKit;
    private SessionWorld world;

    @BeforeAll
    static void startSystem() {
        testKit = ActorTestKit.create("open-rows");
    }

    @AfterAll
    static void stopSystem() {
        testKit.shutdownTestKit();
    }

    @AfterEach
    void end() {
        world.end();
    }

    private SessionWorld given(String settings) {
        world = new SessionWorld(testKit, settings).started();
        return world;
    }

    private static InboxRow open(String chat, long seq, long messages) {
        InboxRow row = SessionWorld.row(chat, seq, messages);
        return new InboxRow(row.chat(), row.info(), null, row.head(), row.joinedSeq(), row.leftSeq(), row.read(), true);
    }

    private Asked asked() {
        return world.chats.receiveMessage(SessionWorld.SOON);
    }

    private void answer(Asked asked, long seq, long messages) {
        Head head = new Head(new Stamp(9, seq), messages, null);
        asked.ask().replyTo().tell(new HeadTold(asked.chat(), asked.ask().read(), head, new Position(seq, messages)));
    }

    private void register(SessionProtocol.Open... open) {
        world.tell(new SessionProtocol.Register(ANN, SessionWorld.DEVICE, List.of(open), null, world.on(1)));
    }

    @Test
    void theChatsAreAskedAndTheWelcomeIsOfWhatTheySay() {
        given("");
        world.inbox.list(ANN, List.of(open("g_1", 8, 5), SessionWorld.row("g_2", 3, 2)));
        register(new SessionProtocol.Open(Given.chat("g_1"), 20));
        Asked asked = asked();
        assertThat(asked.chat()).isEqualTo(Given.chat("g_1"));
        assertThat(asked.ask().reader()).isEqualTo(ANN);
        world.hub.expectNoMessage(SessionWorld.QUIET);
        answer(asked, 21, 15);
        HubProtocol.Welcomed welcomed = (HubProtocol.Welcomed) world.answer();
        assertThat(welcomed.open()).containsExactly(new OpenChat("g_1", new Position(21, 15), Continuity.PROVEN));
        InboxRow row = ((HubProtocol.ListPage) world.answer()).rows().get(0);
        assertThat(row.head().stamp().seq()).isEqualTo(21);
        assertThat(row.read()).isEqualTo(new Position(21, 15));
        assertThat(row.open()).isFalse();
        world.chats.expectNoMessage(SessionWorld.QUIET);
    }

    @Test
    void aChatThatDoesNotAnswerIsUnsureUntilItDoes() {
        given("chat-answer-within = 500ms");
        world.inbox.list(ANN, List.of(open("g_1", 8, 5), SessionWorld.row("g_2", 3, 2)));
        register(new SessionProtocol.Open(Given.chat("g_1"), 20), new SessionProtocol.Open(Given.chat("g_2"), 3));
        asked();
        HubProtocol.Welcomed welcomed = (HubProtocol.Welcomed) world.answer();
        assertThat(welcomed.open())
                .as("it may have what the row does not say")
                .containsExactly(
                        new OpenChat("g_1", new Position(8, 5), Continuity.TOO_LONG),
                        new OpenChat("g_2", new Position(3, 2), Continuity.PROVEN));
        assertThat(((HubProtocol.ListPage) world.answer()).rows())
                .extracting(InboxRow::open)
                .containsExactly(true, false);
        assertThat(world.reached("chat-answer-within")).isEqualTo(1);
        asked();
        world.expectPush("positions g_2=3 read 0", 1L);
        answer(asked(), 21, 15);
        world.expectPush("positions g_1=21 read 21 g_2=3 read 0", 1L);
    }

    @Test
    void anAnswerToAnEarlierListIsNotTakenForALaterOne() {
        given("").with(ANN, 1);
        world.inbox.list(ANN, List.of(open("g_1", 8, 5)));
        world.tell(new SessionProtocol.ReadList(ANN, null, world.on(1)));
        Asked first = asked();
        world.tell(new SessionProtocol.ReadList(ANN, null, world.on(1)));
        Asked second = asked();
        answer(first, 20, 10);
        assertThat(((HubProtocol.Listed) world.answer()).request()).isEqualTo(2);
        assertThat(world.answer()).isInstanceOf(HubProtocol.ListPage.class);
        world.hub.expectNoMessage(SessionWorld.QUIET);
        answer(second, 21, 11);
        assertThat(((HubProtocol.Listed) world.answer()).request()).isEqualTo(3);
        assertThat(((HubProtocol.ListPage) world.answer())
                        .rows()
                        .get(0)
                        .head()
                        .stamp()
                        .seq())
                .isEqualTo(21);
    }

    @Test
    void aChatThatWasLeftSinceIsReadAgain() {
        given("").with(ANN, 1);
        world.inbox.list(ANN, List.of(open("g_1", 8, 5)));
        world.tell(new SessionProtocol.ReadList(ANN, null, world.on(1)));
        Asked asked = asked();
        InboxRow left = SessionWorld.row("g_1", 9, 5);
        world.inbox.list(ANN, List.of(left));
        asked.ask().replyTo().tell(new HeadTold(asked.chat(), asked.ask().read(), null, null));
        assertThat(world.answer()).isInstanceOf(HubProtocol.Listed.class);
        assertThat(((HubProtocol.ListPage) world.answer()).rows().get(0).open()).isTrue();
        world.expectPush("positions g_1=9 read 0", 1L);
    }

    /** The client has what the row says: it would not hear of the chat otherwise. */
    @Test
    void aChatThatIsUnsureIsListedThoughTheDigestIsTheSame() {
        given("chat-answer-within = 30ms");
        List<InboxRow> rows = List.of(open("g_1", 8, 5));
        world.inbox.list(ANN, rows);
        world.tell(new SessionProtocol.Register(ANN, SessionWorld.DEVICE, List.of(), ListDigest.of(rows), world.on(1)));
        assertThat(((HubProtocol.Welcomed) world.answer()).buckets()).containsExactly(ListDigest.bucketOf(rows.get(0)));
        assertThat(((HubProtocol.ListPage) world.answer()).rows()).hasSize(1);
    }
}
