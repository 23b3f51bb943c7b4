package parley.engine.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static parley.engine.fakes.Given.ANN;
import static parley.engine.fakes.Given.AT;
import static parley.engine.fakes.Given.BOB;
import static parley.engine.fakes.Given.CY;
import static parley.engine.fakes.Given.post;
import static parley.engine.fakes.Given.rename;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import parley.engine.chat.ChatProtocol.MovePosition;
import parley.engine.chat.ChatProtocol.Reach;
import parley.engine.chat.domain.ChatRejection;
import parley.engine.client.HubProtocol;
import parley.engine.fakes.FakeInbox;
import parley.engine.fakes.Given;
import parley.engine.fakes.TextEncoder;
import parley.engine.fanout.FanOutProtocol;
import parley.engine.id.Position;
import parley.engine.id.UserId;
import parley.engine.inbox.Receipts.Receipt;
import parley.engine.session.SessionProtocol.ReadMoved;

class ChatPositionsTest {

    private static ActorTestKit testKit;
    private ChatWorld world;

    @BeforeAll
    static void startSystem() {
        testKit = ActorTestKit.create("chat-positions", ChatWorld.CONFIG);
    }

    @AfterAll
    static void stopSystem() {
        testKit.shutdownTestKit();
    }

    @AfterEach
    void end() {
        world.end();
    }

    /** Entries 1 to 4: created, a message, renamed, a message. */
    private ChatWorld given(String settings) {
        world = new ChatWorld(testKit, settings);
        return world.started()
                .after(
                        Given.group("k1", ANN, BOB),
                        post(ANN, "k2", 1),
                        rename(ANN, "k3", "Mantua"),
                        post(ANN, "k4", 3));
    }

    private void move(UserId user, Reach reach, long seq) {
        world.tell(new MovePosition(user, reach, seq, null));
    }

    private long askToMove(UserId user, Reach reach, long seq) {
        return world.tell(new MovePosition(user, reach, seq, world.replyTo()));
    }

    private ReadMoved readMoved() {
        try {
            return (ReadMoved) world.toldSessions.poll(ChatWorld.SOON.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private void expectReceipt(String frame, UserId... to) {
        FanOutProtocol.Publish publish = world.publish();
        assertThat(TextEncoder.text(publish.frame())).isEqualTo(frame);
        assertThat(publish.users()).containsExactly(to);
    }

    @Test
    void movesAreCoalescedIntoOneReceipt() {
        given("receipt-flush = 100ms");
        move(BOB, Reach.DELIVERED, 2);
        move(BOB, Reach.DELIVERED, 4);
        move(BOB, Reach.READ, 3);
        move(BOB, Reach.READ, 2);
        expectReceipt("receipt u_bob 4 3", ANN);
        assertThat(world.receipts.written).containsExactly(List.of(new Receipt(BOB, 4, 3)));
        world.fanOut.expectNoMessage(ChatWorld.QUIET);
    }

    @Test
    void aSecondMoveIsToldToo() {
        given("");
        move(BOB, Reach.READ, 2);
        expectReceipt("receipt u_bob 2 2", ANN);
        move(BOB, Reach.READ, 4);
        expectReceipt("receipt u_bob 4 4", ANN);
    }

    @Test
    void readPositionsAreWrittenAndTheSessionIsToldHowManyMessagesWereRead() {
        given("");
        move(BOB, Reach.READ, 3);
        assertThat(readMoved()).isEqualTo(new ReadMoved(BOB, world.chat, new Position(3, 1)));
        move(BOB, Reach.READ, 4);
        assertThat(readMoved()).isEqualTo(new ReadMoved(BOB, world.chat, new Position(4, 2)));
        assertThat(world.inbox.reads)
                .containsExactly(
                        new FakeInbox.Read(BOB, world.chat, new Position(3, 1)),
                        new FakeInbox.Read(BOB, world.chat, new Position(4, 2)));
        move(BOB, Reach.DELIVERED, 4);
        world.fanOut.receiveSeveralMessages(2, ChatWorld.SOON);
        assertThat(world.toldSessions).isEmpty();
    }

    @Test
    void whatWasReadBeforeIsNotWrittenAgainWhenMoreIsDelivered() {
        given("");
        move(BOB, Reach.READ, 2);
        expectReceipt("receipt u_bob 2 2", ANN);
        move(BOB, Reach.DELIVERED, 4);
        expectReceipt("receipt u_bob 4 2", ANN);
        assertThat(world.inbox.reads).hasSize(1);
    }

    @Test
    void aMoveIsToldAndAnsweredOnlyWhenItIsDurable() {
        given("");
        world.receipts.answering.hold();
        world.inbox.moving.hold();
        long request = askToMove(BOB, Reach.READ, 4);
        world.eventually(() -> assertThat(world.inbox.moving.count()).isEqualTo(1));
        world.receipts.answering.releaseAll();
        world.expectNothing();
        assertThat(world.toldSessions).isEmpty();
        world.inbox.moving.releaseAll();
        assertThat(world.answer()).isEqualTo(new HubProtocol.Accepted(1, request, 4, 0, AT, false));
        expectReceipt("receipt u_bob 4 4", ANN);
    }

    @Test
    void aMoveThatIsSaidAgainWhileItIsWrittenIsAnsweredWithIt() {
        given("");
        world.inbox.moving.hold();
        long first = askToMove(BOB, Reach.READ, 4);
        world.eventually(() -> assertThat(world.inbox.moving.count()).isEqualTo(1));
        long again = askToMove(BOB, Reach.READ, 4);
        world.hub.expectNoMessage(ChatWorld.QUIET);
        world.inbox.moving.releaseAll();
        assertThat(world.answer()).isEqualTo(new HubProtocol.Accepted(1, first, 4, 0, AT, false));
        assertThat(world.answer()).isEqualTo(new HubProtocol.Accepted(1, again, 4, 0, AT, false));
        long late = askToMove(BOB, Reach.READ, 4);
        assertThat(world.answer()).isEqualTo(new HubProtocol.Accepted(1, late, 4, 0, AT, false));
        assertThat(world.inbox.reads).hasSize(1);
    }

    @Test
    void movesThatCannotBeWrittenAreAnsweredSoAndMoveWhenTheyAreSaidAgain() {
        given("");
        world.receipts.answering.failNext(1);
        world.expectUnavailable(askToMove(BOB, Reach.DELIVERED, 4), HubProtocol.Cause.UNKNOWN);
        world.fanOut.expectNoMessage(ChatWorld.QUIET);
        long again = askToMove(BOB, Reach.DELIVERED, 4);
        expectReceipt("receipt u_bob 4 0", ANN);
        assertThat(world.answer()).isEqualTo(new HubProtocol.Accepted(1, again, 4, 0, AT, false));
    }

    @Test
    void aReadThatCouldNotBeWrittenGoesWithTheNextMove() {
        given("");
        world.receipts.answering.hold();
        long read = askToMove(BOB, Reach.READ, 3);
        world.eventually(() -> assertThat(world.receipts.answering.count()).isEqualTo(1));
        long delivered = askToMove(BOB, Reach.DELIVERED, 4);
        world.receipts.answering.releaseFailing();
        world.receipts.answering.releaseAll();
        expectReceipt("receipt u_bob 4 3", ANN);
        assertThat(readMoved()).isEqualTo(new ReadMoved(BOB, world.chat, new Position(3, 1)));
        assertThat(world.answer()).isEqualTo(new HubProtocol.Accepted(1, read, 3, 0, AT, false));
        assertThat(world.answer()).isEqualTo(new HubProtocol.Accepted(1, delivered, 4, 0, AT, false));
    }

    @Test
    void whatIsWrittenWhileTheShardIsLostIsNotTold() {
        given("");
        world.receipts.answering.hold();
        long read = askToMove(BOB, Reach.READ, 3);
        world.eventually(() -> assertThat(world.receipts.answering.count()).isEqualTo(1));
        world.leaseRunsOut();
        world.receipts.answering.releaseAll();
        world.expectUnavailable(read, HubProtocol.Cause.UNKNOWN);
        assertThat(world.toldSessions).isEmpty();
        world.fanOut.expectNoMessage(ChatWorld.QUIET);
    }

    @Test
    void movesThatWaitAreBounded() {
        given("pending-commands-max = 1, receipt-flush = 1h");
        askToMove(BOB, Reach.READ, 3);
        world.expectUnavailable(askToMove(BOB, Reach.READ, 4), HubProtocol.Cause.BUSY);
        assertThat(world.reached("pending-commands-max")).isEqualTo(1);
    }

    @Test
    void positionsThatAreLookedUpAreBounded() {
        given("recent-entries-max = 1, reads-in-flight-max = 1");
        world.history.hold();
        long first = askToMove(BOB, Reach.READ, 2);
        world.expectUnavailable(askToMove(BOB, Reach.READ, 3), HubProtocol.Cause.BUSY);
        assertThat(world.reached("reads-in-flight-max")).isEqualTo(1);
        world.history.releaseAll();
        assertThat(((HubProtocol.Accepted) world.answer()).request()).isEqualTo(first);
        askToMove(BOB, Reach.READ, 3);
        assertThat(world.answer()).isInstanceOf(HubProtocol.Accepted.class);
    }

    @Test
    void aReadPositionThatCannotBeLookedUpIsAnsweredSo() {
        given("recent-entries-max = 1");
        world.history.failNext(1);
        world.expectUnavailable(askToMove(BOB, Reach.READ, 2), HubProtocol.Cause.UNKNOWN);
    }

    @Test
    void whatIsNotInMemoryIsLookedUpInTheLog() {
        given("recent-entries-max = 1");
        move(BOB, Reach.READ, 2);
        assertThat(readMoved()).isEqualTo(new ReadMoved(BOB, world.chat, new Position(2, 1)));
        expectReceipt("receipt u_bob 2 2", ANN);
        assertThat(world.slices).hasSize(1);
    }

    @Test
    void positionsAreClampedToWhatIsConfirmed() {
        given("");
        world.inbox.writing.hold();
        world.ask(post(ANN, "k5", 4));
        world.eventually(() -> assertThat(world.inbox.writing.count()).isEqualTo(1));
        askToMove(BOB, Reach.READ, 9_000);
        assertThat(world.answer()).isEqualTo(new HubProtocol.Accepted(1, 6, 4, 0, AT, false));
        assertThat(readMoved()).isEqualTo(new ReadMoved(BOB, world.chat, new Position(4, 2)));
        expectReceipt("receipt u_bob 4 4", ANN);
    }

    @Test
    void whoIsNoMemberMovesNothingAndIsToldNothing() {
        given("");
        long request = world.tell(new MovePosition(CY, Reach.READ, 9_000, world.replyTo()));
        assertThat(world.answer()).isEqualTo(new HubProtocol.Refused(1, request, ChatRejection.NO_SUCH_CHAT));
        move(CY, Reach.DELIVERED, 4);
        move(BOB, Reach.DELIVERED, -4);
        world.fanOut.expectNoMessage(ChatWorld.QUIET);
        assertThat(world.toldSessions).isEmpty();
        assertThat(world.receipts.written).isEmpty();
    }

    @Test
    void receiptsAreNotToldInLargeChatsButReadPositionsMove() {
        given("receipt-members-max = 1");
        move(BOB, Reach.READ, 4);
        assertThat(readMoved()).isEqualTo(new ReadMoved(BOB, world.chat, new Position(4, 2)));
        world.fanOut.expectNoMessage(ChatWorld.QUIET);
        assertThat(world.receipts.written).isEmpty();
    }

    @Test
    void whatMovedIsWrittenBeforeTheChatStops() {
        given("receipt-flush = 1h");
        long request = askToMove(BOB, Reach.DELIVERED, 4);
        world.receipts.answering.hold();
        world.stop();
        world.eventually(() -> assertThat(world.receipts.answering.count()).isEqualTo(1));
        long tooLate = askToMove(BOB, Reach.READ, 4);
        world.expectUnavailable(tooLate, HubProtocol.Cause.BUSY);
        world.receipts.answering.releaseAll();
        assertThat(world.answer()).isEqualTo(new HubProtocol.Accepted(1, request, 4, 0, AT, false));
        world.expectStopped();
        assertThat(world.receipts.written).containsExactly(List.of(new Receipt(BOB, 4, 0)));
    }
}
