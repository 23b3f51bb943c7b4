package parley.engine.session;

import static org.assertj.core.api.Assertions.assertThat;
import static parley.engine.fakes.Given.ANN;
import static parley.engine.fakes.Given.BOB;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import parley.engine.chat.ChatProtocol.HeadTold;
import parley.engine.client.HubProtocol;
import parley.engine.client.ListChange;
import parley.engine.client.ListChange.Kind;
import parley.engine.fakes.Given;
import parley.engine.id.Position;
import parley.engine.inbox.Inbox.Head;
import parley.engine.inbox.Inbox.InboxRow;
import parley.engine.inbox.Inbox.Stamp;
import parley.engine.session.SessionWorld.Asked;

/** Lists that a session answers without reading the store. */
class KnownListTest {

    private static final String KEPT = "kept-rows-max = 20";
    private static final InboxRow G_1 = SessionWorld.row("g_1", 8, 5);
    private static final InboxRow G_2 = SessionWorld.row("g_2", 3, 2);
    private static final ListChange G_1_MOVED = new ListChange(Kind.HEAD, Given.chat("g_1"));

    private static ActorTestKit testKit;
    private SessionWorld world;

    @BeforeAll
    static void startSystem() {
        testKit = ActorTestKit.create("known-lists");
    }

    @AfterAll
    static void stopSystem() {
        testKit.shutdownTestKit();
    }

    @AfterEach
    void end() {
        world.end();
    }

    /** Ann is connected, and her session has read her list. */
    private void given(String settings, InboxRow... rows) {
        world = new SessionWorld(testKit, settings).started();
        world.inbox.list(ANN, List.of(rows));
        world.with(ANN, 1);
        assertThat(world.listsFrom("store")).isEqualTo(1);
        world.inbox.list(ANN, List.of());
    }

    /** Asked by a client that has these rows. */
    private void ask(InboxRow... has) {
        world.tell(new SessionProtocol.ReadList(ANN, ListDigest.of(List.of(has)), world.on(1)));
    }

    /** Told to a client that has these rows. */
    private List<InboxRow> told(InboxRow... has) {
        ask(has);
        return page();
    }

    private List<InboxRow> page() {
        return ((HubProtocol.ListPage) world.hub
                        .fishForMessage(
                                SessionWorld.SOON,
                                message -> message instanceof HubProtocol.ListPage
                                        ? akka.actor.testkit.typed.javadsl.FishingOutcomes.complete()
                                        : akka.actor.testkit.typed.javadsl.FishingOutcomes.continueAndIgnore())
                        .get(0))
                .rows();
    }

    private void answer(Asked asked, long seq, long messages) {
        Head head = new Head(new Stamp(9, seq), messages, null);
        asked.ask().replyTo().tell(new HeadTold(asked.chat(), asked.ask().read(), head, new Position(seq, messages)));
    }

    private void readsTheStore() {
        ask();
        page();
        assertThat(world.listsFrom("store")).isEqualTo(2);
    }

    private Asked asked(String chat) {
        Asked asked = world.chats.receiveMessage(SessionWorld.SOON);
        assertThat(asked.chat()).isEqualTo(Given.chat(chat));
        return asked;
    }

    private void nobodyIsAsked() {
        world.chats.expectNoMessage(SessionWorld.QUIET);
    }

    private void isFromMemory(int lists) {
        assertThat(world.listsFrom("memory")).isEqualTo(lists);
        assertThat(world.listsFrom("store")).isEqualTo(1);
    }

    private static InboxRow at(InboxRow row, long seq, long messages) {
        return row.settled(new Head(new Stamp(9, seq), messages, null), new Position(seq, messages));
    }

    @Test
    void whoeverComesBackWithTheSameIsAnsweredFromMemory() {
        given(KEPT, G_1, G_2);
        assertThat(world.keptRows()).isEqualTo(2);
        world.tell(new SessionProtocol.Register(
                ANN,
                SessionWorld.DEVICE,
                List.of(new SessionProtocol.Open(Given.chat("g_1"), 7)),
                ListDigest.of(List.of(G_1, G_2)),
                world.on(2)));
        HubProtocol.Welcomed welcomed = (HubProtocol.Welcomed) world.answer();
        assertThat(welcomed.open())
                .containsExactly(new HubProtocol.OpenChat("g_1", new Position(8, 5), HubProtocol.Continuity.PROVEN));
        assertThat(welcomed.buckets()).isEmpty();
        assertThat(page()).isEmpty();
        nobodyIsAsked();
        isFromMemory(1);
    }

    @Test
    void aChatThatMovedOnIsAskedOnce() {
        given(KEPT, G_1, G_2);
        world.change(G_1_MOVED, ANN);
        ask(G_1, G_2);
        answer(asked("g_1"), 9, 6);
        assertThat(page()).extracting(row -> row.head().stamp().seq()).containsExactly(9L);
        assertThat(told(at(G_1, 9, 6), G_2)).isEmpty();
        nobodyIsAsked();
        isFromMemory(2);
    }

    @Test
    void whatMovesWhileItIsAskedIsAskedAgain() {
        given(KEPT, G_1, G_2);
        world.change(G_1_MOVED, ANN);
        ask(G_1, G_2);
        Asked asked = asked("g_1");
        world.change(G_1_MOVED, ANN);
        answer(asked, 9, 6);
        page();
        ask(at(G_1, 9, 6), G_2);
        answer(asked("g_1"), 10, 7);
        assertThat(page()).extracting(row -> row.head().stamp().seq()).containsExactly(10L);
    }

    @Test
    void whatMovesWhileTheStoreIsReadIsAsked() {
        world = new SessionWorld(testKit, KEPT).started();
        world.inbox.list(ANN, List.of(G_1));
        world.inbox.reading.hold();
        world.register(ANN, 1);
        world.change(G_1_MOVED, ANN);
        world.expectPush("e", 1L);
        world.inbox.reading.releaseAll();
        page();
        ask(G_1);
        answer(asked("g_1"), 9, 6);
        assertThat(page()).extracting(row -> row.head().stamp().seq()).containsExactly(9L);
    }

    /** Its ack was faster than the push, which may still be lost. */
    @Test
    void aChatOfWhichTheClientHasMoreIsAsked() {
        given(KEPT, G_1, G_2);
        world.tell(new SessionProtocol.Register(
                ANN,
                SessionWorld.DEVICE,
                List.of(new SessionProtocol.Open(Given.chat("g_1"), 9)),
                ListDigest.of(List.of(G_1, G_2)),
                world.on(2)));
        answer(asked("g_1"), 9, 6);
        HubProtocol.Welcomed welcomed = (HubProtocol.Welcomed) world.answer();
        assertThat(welcomed.open())
                .containsExactly(new HubProtocol.OpenChat("g_1", new Position(9, 6), HubProtocol.Continuity.PROVEN));
        isFromMemory(1);
    }

    @Test
    void whereAChatDoesNotAnswerTheStoreIsRead() {
        given(KEPT + ", chat-answer-within = 50ms", G_1, G_2);
        world.inbox.list(ANN, List.of(at(G_1, 9, 6), G_2));
        world.change(G_1_MOVED, ANN);
        ask(G_1, G_2);
        asked("g_1");
        assertThat(page()).containsExactly(at(G_1, 9, 6));
        assertThat(world.listsFrom("store")).isEqualTo(2);
    }

    @Test
    void nothingIsToldThatTheChatWasNotAskedFor() {
        given(KEPT, G_1, G_2);
        ask(at(G_1, 9, 6), G_2);
        answer(asked("g_1"), 9, 6);
        assertThat(page()).isEmpty();
        nobodyIsAsked();
        isFromMemory(1);
    }

    @Test
    void aChatThatWasLeftIsNotAsked() {
        InboxRow left = new InboxRow(G_1.chat(), G_1.info(), null, G_1.head(), 1, 8, Position.START, false);
        given(KEPT, left);
        assertThat(told(G_1)).containsExactly(left);
        nobodyIsAsked();
    }

    @Test
    void rowsThatWereReadBeforeSomethingElseChangedAreNotKept() {
        world = new SessionWorld(testKit, KEPT).started();
        world.inbox.list(ANN, List.of(G_1));
        world.inbox.reading.hold();
        world.register(ANN, 1);
        world.change(new ListChange(Kind.ROW, Given.chat("g_1")), ANN);
        world.expectPush("e", 1L);
        world.inbox.reading.releaseAll();
        page();
        assertThat(world.keptRows()).isZero();
    }

    @Test
    void whatIsTypedChangesNothing() {
        given(KEPT, G_1);
        world.change(ListChange.NONE, ANN);
        assertThat(told(G_1)).isEmpty();
        isFromMemory(1);
    }

    @Test
    void anotherMemberOrTitleIsReadFromTheStore() {
        given(KEPT, G_1);
        world.change(new ListChange(Kind.ROW, Given.chat("g_1")), ANN);
        readsTheStore();
    }

    @Test
    void aChatThatIsNotInTheListMakesItAnother() {
        given(KEPT, G_1);
        world.change(new ListChange(Kind.HEAD, Given.chat("g_3")), ANN);
        readsTheStore();
    }

    @Test
    void aFrameOfWhichNothingIsKnownMayHaveChangedAnything() {
        given(KEPT, G_1);
        world.change(null, ANN);
        readsTheStore();
    }

    @Test
    void aSessionThatIsUnsureKnowsNothing() {
        given(KEPT + ", unsure-pace = 1h", G_1);
        world.becomeUnsure();
        readsTheStore();
    }

    @Test
    void whatTheUserReadIsKnown() {
        given(KEPT, G_1);
        world.tell(new SessionProtocol.ReadMoved(ANN, Given.chat("g_1"), new Position(8, 5)));
        assertThat(told(G_1.withRead(new Position(8, 5)))).isEmpty();
        isFromMemory(1);
    }

    @Test
    void whatTheUserReadWhileTheStoreIsReadIsKnown() {
        world = new SessionWorld(testKit, KEPT).started();
        world.inbox.list(ANN, List.of(G_1));
        world.inbox.reading.hold();
        world.register(ANN, 1);
        world.tell(new SessionProtocol.ReadMoved(ANN, Given.chat("g_1"), new Position(8, 5)));
        world.expectPush("position g_1 8/5", 1L);
        world.inbox.reading.releaseAll();
        page();
        assertThat(told(G_1.withRead(new Position(8, 5)))).isEmpty();
        isFromMemory(1);
    }

    @Test
    void withManyChatsToAskTheStoreIsRead() {
        InboxRow[] rows = IntStream.range(0, 20)
                .mapToObj(i -> SessionWorld.row("g_" + i, 8, 5))
                .toArray(InboxRow[]::new);
        given(KEPT, rows);
        IntStream.rangeClosed(0, KnownList.ASKED_MAX)
                .forEach(i -> world.change(new ListChange(Kind.HEAD, Given.chat("g_" + i)), ANN));
        readsTheStore();
        nobodyIsAsked();
    }

    @Test
    void aLongListIsNotKept() {
        given("kept-rows-max = 1", G_1, G_2);
        assertThat(world.reached("kept-rows-max")).isEqualTo(1);
        readsTheStore();
    }

    @Test
    void noMoreIsKeptThanTheNodeMay() {
        given(KEPT + ", kept-rows-per-node-max = 3", G_1, G_2);
        world.inbox.list(BOB, List.of(G_1, G_2));
        world.with(BOB, 2);
        assertThat(world.reached("kept-rows-per-node-max")).isEqualTo(1);
        assertThat(world.keptRows()).isEqualTo(2);
        assertThat(told(G_1, G_2)).isEmpty();
        assertThat(world.listsFrom("memory")).isEqualTo(1);
    }

    @Test
    void aSessionThatEndsKeepsNothing() {
        given(KEPT, G_1);
        assertThat(world.keptRows()).isEqualTo(1);
        testKit.stop(world.slot);
        assertThat(world.keptRows()).isZero();
    }
}
