package parley.engine.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static parley.engine.fakes.Given.ANN;
import static parley.engine.fakes.Given.AT;
import static parley.engine.fakes.Given.BOB;
import static parley.engine.fakes.Given.CY;
import static parley.engine.fakes.Given.add;
import static parley.engine.fakes.Given.post;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import parley.engine.chat.ChatProtocol.AskHead;
import parley.engine.chat.ChatProtocol.HeadTold;
import parley.engine.client.HubProtocol;
import parley.engine.fakes.Given;
import parley.engine.id.Position;
import parley.engine.id.UserId;
import parley.engine.inbox.Inbox.GateWrite;
import parley.engine.inbox.Inbox.Head;
import parley.engine.inbox.Inbox.InboxRow;
import parley.engine.inbox.Inbox.OwnPosition;
import parley.engine.inbox.Inbox.Preview;
import parley.engine.inbox.Inbox.Stamp;

/** Messages that follow each other soon: rows that are open, what they say in the end, and what is said instead of them. */
class ChatBurstTest {

    /** All messages of a test have the same time: they are a burst, and it does not end. */
    private static final String ENDLESS = "burst-idle = 1h";

    private static final String SHORT = "burst-idle = 20ms";

    private static ActorTestKit testKit;
    private ChatWorld world;

    @BeforeAll
    static void startSystem() {
        testKit = ActorTestKit.create("chat-burst", ChatWorld.CONFIG);
    }

    @AfterAll
    static void stopSystem() {
        testKit.shutdownTestKit();
    }

    @AfterEach
    void end() {
        world.end();
    }

    private ChatWorld given(String settings) {
        world = new ChatWorld(testKit, settings);
        return world.started().after(Given.group("k1", ANN, BOB));
    }

    private GateWrite lastDurable() {
        return world.inbox.durable.get(world.inbox.durable.size() - 1);
    }

    private long epoch() {
        return world.stored().get(0).epoch();
    }

    private void assertSettledAt(long seq) {
        assertThat(lastDurable().open()).isFalse();
        assertThat(lastDurable().head().stamp().seq()).isEqualTo(seq);
    }

    // ---- what is written

    @Test
    void theSecondMessageOpensTheRowsAndTheNextNeedsNoWrite() {
        given(ENDLESS).after(post(ANN, "k2", 1));
        assertThat(lastDurable().open()).isTrue();
        assertThat(lastDurable().rows()).containsExactlyInAnyOrder(ANN, BOB);
        world.inbox.writing.hold();
        world.after(post(BOB, "k3", 2), post(ANN, "k4", 3));
        assertThat(world.inbox.asked).hasSize(2);
    }

    @Test
    void whoWantsNoBurstsHasRowsWithEachGroup() {
        given("burst-idle = 0s").after(post(ANN, "k2", 1), post(ANN, "k3", 2));
        assertThat(world.inbox.durable).hasSize(3).noneMatch(GateWrite::open);
    }

    @Test
    void whenItIsOverTheRowsSayWhatTheyLacked() {
        given(SHORT).after(post(ANN, "k2", 1), post(BOB, "k3", 2));
        world.eventually(() -> assertSettledAt(3));
        assertThat(lastDurable().rows()).containsExactlyInAnyOrder(ANN, BOB);
        assertThat(lastDurable().head())
                .isEqualTo(new Head(new Stamp(epoch(), 3), 2, new Preview(BOB, "text of k3", AT)));
        world.after(post(ANN, "k4", 3));
        assertThat(lastDurable().open()).as("the next message opens them again").isTrue();
    }

    @Test
    void rowsThatAreWrittenKnowHowFarSendersGotMeanwhile() {
        given(ENDLESS).after(post(ANN, "k2", 1), post(BOB, "k3", 2), add(ANN, "k4", CY));
        assertSettledAt(4);
        assertThat(lastDurable().own())
                .containsExactlyInAnyOrder(
                        new OwnPosition(BOB, new Position(3, 2)), new OwnPosition(ANN, new Position(4, 2)));
        assertThat(lastDurable().rows()).containsExactlyInAnyOrder(ANN, BOB, CY);
    }

    @Test
    void rowsLackABoundedNumberOfEntries() {
        given(ENDLESS + ", burst-entries-max = 2")
                .after(post(ANN, "k2", 1), post(ANN, "k3", 2), post(ANN, "k4", 3), post(ANN, "k5", 4));
        assertThat(world.inbox.durable)
                .extracting(write -> write.head().stamp().seq())
                .containsExactly(1L, 2L, 5L);
        assertThat(world.reached("burst-entries-max")).isEqualTo(1);
        assertThat(lastDurable().open()).isTrue();
    }

    @Test
    void rowsLackNoMoreThanThereAreKeysRemembered() {
        given(ENDLESS + ", burst-entries-max = 9, dedupe-keys-max = 2")
                .after(post(ANN, "k2", 1), post(ANN, "k3", 2), post(ANN, "k4", 3), post(ANN, "k5", 4));
        assertThat(lastDurable().head().stamp().seq()).isEqualTo(5);
    }

    @Test
    void whatComesWhileRowsAreSettledNeedsAWriteOfItsOwn() {
        given(SHORT);
        world.inbox.writing.hold();
        long second = world.ask(post(ANN, "k2", 1));
        world.eventually(() -> assertThat(world.inbox.writing.count()).isEqualTo(1));
        world.inbox.writing.release();
        world.expectAck(second, 2);
        world.eventually(
                () -> assertThat(world.inbox.writing.count()).as("settling").isEqualTo(1));
        long third = world.ask(post(ANN, "k3", 2));
        world.eventually(() -> assertThat(world.inbox.writing.count()).isEqualTo(2));
        world.hub.expectNoMessage(ChatWorld.QUIET);
        world.inbox.writing.releaseAll();
        world.expectAck(third, 3);
    }

    @Test
    void settlingIsTriedAgain() {
        given(SHORT);
        world.inbox.writing.hold();
        world.ask(post(ANN, "k2", 1));
        world.eventually(() -> assertThat(world.inbox.writing.count()).isEqualTo(1));
        world.inbox.writing.release();
        for (int failed = 0; failed < 2; failed++) {
            world.eventually(() -> assertThat(world.inbox.writing.count()).isEqualTo(1));
            world.inbox.writing.releaseFailing();
        }
        world.eventually(() -> assertThat(world.inbox.writing.count()).isEqualTo(1));
        world.inbox.writing.release();
        world.eventually(() -> assertSettledAt(2));
        assertThat(world.reached("gate-tries-max")).isZero();
    }

    @Test
    void settlingIsGivenUp() {
        given(SHORT).after(post(ANN, "k2", 1));
        world.inbox.writing.failNext(Integer.MAX_VALUE);
        world.eventually(() -> assertThat(world.reached("gate-tries-max")).isEqualTo(1));
        world.inbox.writing.failNext(0);
        assertThat(lastDurable().open()).isTrue();
    }

    @Test
    void aChatThatStopsSettlesItsRows() {
        given(ENDLESS).after(post(ANN, "k2", 1), post(BOB, "k3", 2));
        world.stop();
        world.expectStopped();
        assertSettledAt(3);
    }

    @Test
    void aChatThatStopsDoesNotWaitForAStoreThatIsAway() {
        given(ENDLESS).after(post(ANN, "k2", 1));
        world.inbox.writing.failNext(Integer.MAX_VALUE);
        world.stop();
        world.expectStopped();
    }

    // ---- what is said instead

    private HeadTold headFor(UserId reader) {
        TestProbe<HeadTold> probe = testKit.createTestProbe(HeadTold.class);
        world.tell(new AskHead(reader, 7, probe.ref()));
        return probe.receiveMessage(ChatWorld.SOON);
    }

    @Test
    void whoAsksIsToldWhatIsNewest() {
        given(ENDLESS).after(post(ANN, "k2", 1), post(BOB, "k3", 2));
        Head newest = new Head(new Stamp(epoch(), 3), 2, new Preview(BOB, "text of k3", AT));
        assertThat(headFor(ANN)).isEqualTo(new HeadTold(world.chat, 7, newest, new Position(2, 1)));
        assertThat(headFor(BOB)).isEqualTo(new HeadTold(world.chat, 7, newest, new Position(3, 2)));
        assertThat(headFor(CY)).isEqualTo(new HeadTold(world.chat, 7, null, null));
    }

    @Test
    void whatIsInTheGateIsNotToldYet() {
        given("burst-idle = 0s");
        world.inbox.writing.hold();
        world.ask(post(ANN, "k2", 1));
        world.eventually(() -> assertThat(world.inbox.writing.count()).isEqualTo(1));
        assertThat(headFor(ANN).head().stamp().seq()).isEqualTo(1);
    }

    @Test
    void whoMayHaveLostItsShardTellsNothing() {
        given(ENDLESS).after(post(ANN, "k2", 1));
        world.leaseRunsOut();
        TestProbe<HeadTold> probe = testKit.createTestProbe(HeadTold.class);
        world.tell(new AskHead(ANN, 7, probe.ref()));
        probe.expectNoMessage(ChatWorld.QUIET);
    }

    @Test
    void theChatIsDescribedAsItIsAndNotAsItsRowSays() {
        given(ENDLESS).after(post(ANN, "k2", 1), post(ANN, "k3", 2));
        GateWrite opened = lastDurable();
        world.inbox.list(
                ANN,
                List.of(new InboxRow(world.chat, opened.info(), null, opened.head(), 1, 0, new Position(2, 1), true)));
        world.tell(new ChatProtocol.Describe(ANN, world.replyTo()));
        InboxRow row = ((HubProtocol.Described) world.answer()).row();
        assertThat(row.head().stamp().seq()).isEqualTo(3);
        assertThat(row.read()).isEqualTo(new Position(3, 2));
        assertThat(row.open()).isFalse();
    }

    // ---- the next incarnation

    @Test
    void rowsThatAreFoundOpenAreInDoubt() {
        given(ENDLESS).after(post(ANN, "k2", 1), post(BOB, "k3", 2));
        world.restarted();
        world.expectDuplicate(world.ask(post(BOB, "k3", 2)), 3);
        assertSettledAt(4);
        assertThat(lastDurable().head().preview()).isEqualTo(new Preview(BOB, "text of k3", AT));
        assertThat(lastDurable().own()).contains(new OwnPosition(BOB, new Position(3, 2)));
        assertThat(world.published()).isEqualTo("entries [3 text of k3][4 Opened]");
    }

    /** What was acked since the rows were written is before the snapshot: nothing of it is replayed. */
    @Test
    void aSnapshotInABurstHidesNothingOfWhatRowsLack() {
        given(ENDLESS);
        int newest = ChatLog.SNAPSHOT_EVERY;
        int bobs = newest - 50;
        for (int seq = 2; seq <= newest; seq++) {
            world.after(post(seq == bobs ? BOB : ANN, "k" + seq, seq - 1));
        }
        assertThat(lastDurable().head().stamp().seq()).isLessThan(bobs);
        world.restarted();
        world.expectDuplicate(world.ask(post(ANN, "k" + newest, newest - 1)), newest);
        assertThat(world.slices).as("the log's end was read").isNotEmpty();
        assertSettledAt(newest + 1);
        assertThat(lastDurable().head().preview().text()).isEqualTo("text of k" + newest);
        assertThat(lastDurable().own())
                .containsExactlyInAnyOrder(
                        new OwnPosition(ANN, new Position(newest, newest - 1)),
                        new OwnPosition(BOB, new Position(bobs, bobs - 1)));
    }

    @Test
    void rowsThatAreOpenAndLackNothingAreSettledToo() {
        given(ENDLESS).after(post(ANN, "k2", 1));
        world.restarted();
        world.expectDuplicate(world.ask(post(ANN, "k2", 1)), 2);
        assertSettledAt(3);
    }
}
