package parley.engine.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static parley.engine.fakes.Given.ANN;
import static parley.engine.fakes.Given.BOB;
import static parley.engine.fakes.Given.CY;
import static parley.engine.fakes.Given.add;
import static parley.engine.fakes.Given.post;
import static parley.engine.fakes.Given.remove;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import parley.engine.chat.domain.ChatKind;
import parley.engine.chat.domain.ChatRejection;
import parley.engine.client.HubProtocol;
import parley.engine.client.HubProtocol.Cause;
import parley.engine.client.HubProtocol.Page;
import parley.engine.fakes.Given;
import parley.engine.id.Position;
import parley.engine.id.UserId;
import parley.engine.inbox.Inbox.Head;
import parley.engine.inbox.Inbox.InboxRow;
import parley.engine.inbox.Inbox.Info;
import parley.engine.inbox.Inbox.Stamp;
import parley.engine.inbox.Receipts.Receipt;
import parley.engine.inbox.SizeClass;

class ChatReadsTest {

    private static ActorTestKit testKit;
    private ChatWorld world;

    @BeforeAll
    static void startSystem() {
        testKit = ActorTestKit.create("chat-reads", ChatWorld.CONFIG);
    }

    @AfterAll
    static void stopSystem() {
        testKit.shutdownTestKit();
    }

    @AfterEach
    void end() {
        world.end();
    }

    /** Entries 1 to 5: created, three messages, Bob removed. Then, in the gate or not, a message 6. */
    private ChatWorld given(String settings) {
        world = new ChatWorld(testKit, settings);
        return world.started()
                .after(
                        Given.group("k1", ANN, BOB),
                        post(ANN, "k2", 1),
                        post(BOB, "k3", 2),
                        post(ANN, "k4", 3),
                        remove(ANN, "k5", BOB),
                        post(ANN, "k6", 5));
    }

    private Page page(UserId reader, Long after, long before, int limit) {
        long request = world.page(reader, after, before, limit);
        Page page = (Page) world.answer();
        assertThat(page.request()).isEqualTo(request);
        return page;
    }

    private void expectPage(Page page, String entries, boolean end) {
        assertThat(world.textOf(page)).isEqualTo(entries);
        assertThat(page.end()).as("end").isEqualTo(end);
    }

    private void expectRefused(ChatProtocol.Message message, ChatRejection reason) {
        long request = world.tell(message);
        assertThat(world.answer()).isEqualTo(new HubProtocol.Refused(1, request, reason));
    }

    @Test
    void readsForwardAndBackFromMemory() {
        given("");
        expectPage(page(ANN, 0L, 0, 2), "[1 Created][2 text of k2]", false);
        expectPage(page(ANN, 4L, 0, 2), "[5 MemberRemoved][6 text of k6]", true);
        expectPage(page(ANN, 6L, 0, 2), "", true);
        expectPage(page(ANN, 600L, 0, 2), "", true);
        expectPage(page(ANN, null, 0, 2), "[5 MemberRemoved][6 text of k6]", false);
        expectPage(page(ANN, null, 3, 9), "[1 Created][2 text of k2]", true);
        expectPage(page(ANN, null, 1, 9), "", true);
        expectPage(page(ANN, null, 900, 1), "[6 text of k6]", false);
        assertThat(page(ANN, 0L, 0, 1).newest()).isEqualTo(new Position(6, 4));
        assertThat(world.slices).isEmpty();
    }

    @Test
    void readsWhatIsNotInMemoryFromTheLog() {
        given("recent-entries-max = 2");
        expectPage(page(ANN, 0L, 0, 2), "[1 Created][2 text of k2]", false);
        expectPage(page(ANN, null, 4, 2), "[2 text of k2][3 text of k3]", false);
        expectPage(page(ANN, 4L, 0, 2), "[5 MemberRemoved][6 text of k6]", true);
        assertThat(world.slices).hasSize(2);
    }

    @Test
    void positionsThatCannotBeAreTakenAsTheNearestThatCan() {
        given("recent-entries-max = 2");
        expectPage(page(ANN, -7L, 0, 2), "[1 Created][2 text of k2]", false);
        expectPage(page(ANN, Long.MAX_VALUE, 0, 2), "", true);
        expectPage(page(ANN, null, -7, 2), "", true);
        expectPage(page(ANN, null, Long.MAX_VALUE, 1), "[6 text of k6]", false);
    }

    @Test
    void pagesAreCutByBytes() {
        given("page-bytes-max = 30");
        expectPage(page(ANN, 1L, 0, 9), "[2 text of k2][3 text of k3]", false);
        expectPage(page(ANN, null, 5, 9), "[3 text of k3][4 text of k4]", false);
    }

    @Test
    void onlyWhatIsConfirmedIsShown() {
        given("");
        world.inbox.writing.hold();
        world.ask(post(ANN, "k7", 6));
        world.eventually(() -> assertThat(world.inbox.writing.count()).isEqualTo(1));
        Page page = page(ANN, 5L, 0, 9);
        expectPage(page, "[6 text of k6]", true);
        assertThat(page.newest()).isEqualTo(new Position(6, 4));
    }

    @Test
    void whoWasRemovedReadsUpToTheEntryThatDidIt() {
        given("");
        world.inbox.list(BOB, List.of(row(5)));
        Page page = page(BOB, 3L, 0, 9);
        expectPage(page, "[4 text of k4][5 MemberRemoved]", true);
        assertThat(page.newest()).as("nothing of what came after").isEqualTo(new Position(5, 2));
        expectPage(page(BOB, null, 0, 1), "[5 MemberRemoved]", false);
        expectPage(page(BOB, 5L, 0, 9), "", true);
    }

    @Test
    void whoWasPutOutSoLongAgoThatOnlyTheirRowTellsReadsUpToThere() {
        given("");
        world.inbox.list(CY, List.of(row(3)));
        expectPage(page(CY, 1L, 0, 9), "[2 text of k2][3 text of k3]", true);
    }

    private InboxRow row(long leftSeq) {
        Info info = new Info(ChatKind.GROUP, "Verona", SizeClass.SMALL, 1);
        return new InboxRow(
                world.chat, info, null, new Head(new Stamp(1, 3), 2, null), 1, leftSeq, Position.START, false);
    }

    @Test
    void strangersAreNotToldThatTheChatExists() {
        given("");
        expectRefused(new ChatProtocol.ReadPage(CY, 0L, 0, 9, world.replyTo()), ChatRejection.NO_SUCH_CHAT);
        expectRefused(new ChatProtocol.ReadMembers(CY, null, 9, world.replyTo()), ChatRejection.NO_SUCH_CHAT);
        expectRefused(new ChatProtocol.ReadReceipts(CY, world.replyTo()), ChatRejection.NO_SUCH_CHAT);
        expectRefused(new ChatProtocol.Describe(CY, world.replyTo()), ChatRejection.NO_SUCH_CHAT);
        expectRefused(new ChatProtocol.ReadMembers(BOB, null, 9, world.replyTo()), ChatRejection.NOT_A_MEMBER);
        expectRefused(new ChatProtocol.ReadReceipts(BOB, world.replyTo()), ChatRejection.NOT_A_MEMBER);
    }

    @Test
    void aChatThatIsNotThereIsRefused() {
        world = new ChatWorld(testKit, "").started();
        expectRefused(new ChatProtocol.ReadPage(ANN, 0L, 0, 9, world.replyTo()), ChatRejection.NO_SUCH_CHAT);
        expectRefused(new ChatProtocol.ReadMembers(ANN, null, 9, world.replyTo()), ChatRejection.NO_SUCH_CHAT);
    }

    @Test
    void aLogThatDoesNotAnswerIsUnknown() {
        given("recent-entries-max = 2");
        world.history.failNext(1);
        world.expectUnavailable(world.page(ANN, 0L, 0), Cause.UNKNOWN);
        expectPage(page(ANN, 0L, 0, 1), "[1 Created]", false);
    }

    @Test
    void rowsThatDoNotAnswerAreUnknown() {
        given("");
        world.inbox.reading.failNext(2);
        world.expectUnavailable(world.page(CY, 0L, 0), Cause.UNKNOWN);
        world.expectUnavailable(world.tell(new ChatProtocol.Describe(ANN, world.replyTo())), Cause.UNKNOWN);
        world.receipts.answering.failNext(1);
        world.expectUnavailable(world.tell(new ChatProtocol.ReadReceipts(ANN, world.replyTo())), Cause.UNKNOWN);
    }

    @Test
    void readsOfStoresAreBounded() {
        given("recent-entries-max = 2, reads-in-flight-max = 2");
        world.history.hold();
        world.page(ANN, 0L, 0, 1);
        world.page(ANN, 1L, 0, 1);
        world.expectUnavailable(world.page(ANN, 2L, 0, 1), Cause.BUSY);
        world.expectUnavailable(world.tell(new ChatProtocol.Describe(ANN, world.replyTo())), Cause.BUSY);
        assertThat(world.reached("reads-in-flight-max")).isEqualTo(2);
        world.history.releaseAll();
        expectPage((Page) world.answer(), "[1 Created]", false);
        expectPage((Page) world.answer(), "[2 text of k2]", false);
        expectPage(page(ANN, 2L, 0, 1), "[3 text of k3]", false);
    }

    @Test
    void membersComeInPagesInTheOrderOfTheirIds() {
        given("").after(add(ANN, "k7", BOB, CY));
        assertThat(members(null, 2))
                .isEqualTo(new HubProtocol.MemberPage(
                        1,
                        7 + 1,
                        List.of(new HubProtocol.Member(ANN, true, 1), new HubProtocol.Member(BOB, false, 7)),
                        BOB,
                        7));
        assertThat(members(BOB, 2))
                .isEqualTo(new HubProtocol.MemberPage(1, 9, List.of(new HubProtocol.Member(CY, false, 7)), null, 7));
    }

    private HubProtocol.Message members(UserId after, int limit) {
        world.tell(new ChatProtocol.ReadMembers(ANN, after, limit, world.replyTo()));
        return world.answer();
    }

    @Test
    void describesTheChatAsTheReadersListShowsIt() {
        given("");
        world.inbox.list(ANN, List.of(row(0)));
        long request = world.tell(new ChatProtocol.Describe(ANN, world.replyTo()));
        assertThat(world.answer()).isEqualTo(new HubProtocol.Described(1, request, row(0)));
    }

    /** Bob has left; what his device had said before was stored after that. */
    @Test
    void receiptsOfMembersAreRead() {
        given("");
        world.receipts.written.add(List.of(new Receipt(ANN, 5, 4), new Receipt(BOB, 3, 3)));
        long request = world.tell(new ChatProtocol.ReadReceipts(ANN, world.replyTo()));
        assertThat(world.answer()).isEqualTo(new HubProtocol.ReceiptList(1, request, List.of(new Receipt(ANN, 5, 4))));
    }
}
