package parley.engine.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static parley.engine.fakes.Given.ANN;
import static parley.engine.fakes.Given.AT;
import static parley.engine.fakes.Given.BOB;
import static parley.engine.fakes.Given.add;
import static parley.engine.fakes.Given.leave;
import static parley.engine.fakes.Given.post;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import parley.engine.chat.domain.ChatEvent;
import parley.engine.chat.domain.ChatKind;
import parley.engine.client.HubProtocol;
import parley.engine.client.HubProtocol.Cause;
import parley.engine.fakes.Given;
import parley.engine.inbox.Inbox.GateWrite;
import parley.engine.inbox.Inbox.Stamp;
import parley.engine.journal.Epoch;
import parley.engine.journal.JournalEntry;

/** What an incarnation does before it answers anybody. */
class ChatStartupTest {

    private static final long OLD = Epoch.of(1, 5);
    private static final JournalEntry CREATED = new JournalEntry(
            OLD,
            Epoch.NONE,
            0,
            new ChatEvent.Created(ChatKind.GROUP, "Verona", ANN, List.of(ANN, BOB), Given.key("k1"), AT));
    private static final JournalEntry POSTED =
            new JournalEntry(OLD, OLD, 1, new ChatEvent.Posted(ANN, Given.key("k2"), "text of k2", AT));

    private static ActorTestKit testKit;
    private ChatWorld world;

    @BeforeAll
    static void startSystem() {
        testKit = ActorTestKit.create("chat-startup", ChatWorld.CONFIG);
    }

    @AfterAll
    static void stopSystem() {
        testKit.shutdownTestKit();
    }

    @BeforeEach
    void begin() {
        world = new ChatWorld(testKit, "");
    }

    @AfterEach
    void end() {
        world.end();
    }

    @Test
    void whatTheRowsConfirmIsShownWithoutAnotherEntry() {
        world.started().after(Given.group("k1", ANN, BOB), post(ANN, "k2", 1));
        world.restarted();
        world.expectDuplicate(world.ask(post(ANN, "k2", 1)), 2);
        assertThat(world.stored()).hasSize(2);
        assertThat(world.published())
                .as("whoever wrote it may not have told it")
                .isEqualTo("entries [2 text of k2]");
        world.fanOut.expectNoMessage(ChatWorld.QUIET);
    }

    @Test
    void whatIsInDoubtIsAnsweredOnlyAfterAnEntryOfThisIncarnationAndItsRows() {
        world.storeUnconfirmed(CREATED, POSTED);
        world.shardComesBack();
        world.journal.hold();
        world.inbox.writing.hold();
        world.started();
        long retry = world.ask(post(ANN, "k2", 1));
        long page = world.page(BOB, 0L, 0);
        world.eventually(() -> assertThat(world.journal.groups()).containsExactly(1));
        world.expectNothing();
        assertThat(world.inbox.asked).isEmpty();
        world.journal.releaseAll();
        world.eventually(() -> assertThat(world.inbox.writing.count()).isEqualTo(1));
        world.expectNothing();
        world.inbox.writing.releaseAll();
        HubProtocol.Page shown = (HubProtocol.Page) world.answer();
        world.expectDuplicate(retry, 2);
        assertThat(shown.request()).isEqualTo(page);
        assertThat(world.textOf(shown)).isEqualTo("[1 Created][2 text of k2][3 Opened]");
        assertThat(world.published()).isEqualTo("entries [1 Created][2 text of k2][3 Opened]");
        JournalEntry opened = world.stored().get(2);
        assertThat(opened.event()).isEqualTo(new ChatEvent.Opened(AT));
        assertThat(opened.epoch()).isGreaterThan(OLD);
        assertThat(opened.previousEpoch()).isEqualTo(OLD);
    }

    @Test
    void theRowsOfWhatWasInDoubtAreAllWrittenAgain() {
        world.storeUnconfirmed(CREATED, POSTED);
        world.started();
        world.expectDuplicate(world.ask(post(ANN, "k2", 1)), 2);
        GateWrite write = world.inbox.durable.get(0);
        assertThat(write.rows()).containsExactlyInAnyOrder(ANN, BOB);
        assertThat(write.members())
                .extracting(membership -> membership.joinedSeq())
                .containsExactly(1L, 1L);
        assertThat(write.head().stamp())
                .isEqualTo(new Stamp(world.stored().get(2).epoch(), 3));
        assertThat(write.head().messages()).isEqualTo(1);
        assertThat(write.head().preview().text()).isEqualTo("text of k2");
        assertThat(write.own()).extracting(own -> own.position().seq()).containsExactly(2L);
    }

    @Test
    void whatReachedOnlySomeOfTheRowsIsInDoubt() {
        world.started().after(Given.group("k1", ANN, BOB), post(ANN, "k2", 1));
        world.inbox.forgetRow(ANN);
        world.restarted();
        world.expectDuplicate(world.ask(post(ANN, "k2", 1)), 2);
        assertThat(world.stored().get(2).event()).isInstanceOf(ChatEvent.Opened.class);
        assertThat(world.inbox.durable.get(2).rows()).containsExactlyInAnyOrder(ANN, BOB);
    }

    @Test
    void onlyWhatIsBeyondTheConfirmedIsInDoubt() {
        world.started().after(Given.group("k1", ANN, BOB));
        world.inbox.writing.hold();
        world.ask(post(ANN, "k2", 1));
        world.eventually(() -> assertThat(world.inbox.writing.count()).isEqualTo(1));
        world.crashed();
        world.inbox.writing.releaseFailing();
        world.inbox.writing.releaseAll();
        world.started();
        long retry = world.ask(post(ANN, "k2", 1));
        assertThat(world.published()).isEqualTo("entries [2 text of k2][3 Opened]");
        world.expectDuplicate(retry, 2);
    }

    @Test
    void aLogOfAHigherEpochRaisesTheToken() {
        JournalEntry created = new JournalEntry(Epoch.of(40, 9), Epoch.NONE, 0, CREATED.event());
        world.storeUnconfirmed(created);
        world.started();
        world.expectAck(world.ask(post(ANN, "k2", 1)), 3);
        assertThat(world.tokens.acquired).containsExactly(1L, 41L);
        assertThat(world.stored())
                .extracting(JournalEntry::epoch)
                .containsExactly(Epoch.of(40, 9), Epoch.of(41, 0), Epoch.of(41, 0));
    }

    @Test
    void anEmptyChatWritesNothing() {
        world.started();
        world.ask(post(ANN, "k1", 0));
        assertThat(world.answer()).isInstanceOf(HubProtocol.Refused.class);
        assertThat(world.stored()).isEmpty();
        assertThat(world.inbox.asked).isEmpty();
    }

    @Test
    void aChatThatAllHaveLeftIsNotOpenedAgainAndAgain() {
        world.started().after(Given.group("k1", ANN, BOB), leave(BOB, "k2"), leave(ANN, "k3"));
        world.restarted();
        world.ask(post(ANN, "k4", 3));
        assertThat(world.answer()).isInstanceOf(HubProtocol.Refused.class);
        assertThat(world.stored()).hasSize(3);
    }

    @Test
    void aChatThatAllHaveLeftInDoubtIsOpenedOnce() {
        ChatEvent left = new ChatEvent.MemberLeft(ANN, Given.key("k3"), AT);
        world.storeUnconfirmed(
                new JournalEntry(
                        OLD,
                        Epoch.NONE,
                        0,
                        new ChatEvent.Created(ChatKind.GROUP, "Verona", ANN, List.of(ANN), Given.key("k1"), AT)),
                new JournalEntry(OLD, OLD, 0, left));
        for (int incarnation = 1; incarnation <= 3; incarnation++) {
            if (incarnation == 1) {
                world.started();
            } else {
                world.restarted();
            }
            world.ask(post(ANN, "k4", 3));
            assertThat(world.answer()).isInstanceOf(HubProtocol.Refused.class);
        }
        assertThat(world.stored()).hasSize(3);
    }

    @Test
    void whoJoinsAfterARestartSeesTheNewestMessageInTheirList() {
        world.started().after(Given.group("k1", ANN, BOB), post(ANN, "k2", 1));
        world.restarted().after(add(ANN, "k3", Given.CY));
        GateWrite write = world.inbox.durable.get(world.inbox.durable.size() - 1);
        assertThat(write.head().preview().text()).isEqualTo("text of k2");
    }

    // ---- failures

    @Test
    void withoutAnEpochItAnswersBusyAndStops() {
        world.holdEpochs();
        world.started();
        long request = world.ask(post(ANN, "k1", 0));
        world.eventually(() -> assertThat(world.tokens.acquiring.count()).isEqualTo(1));
        world.tokens.acquiring.releaseFailing();
        world.expectUnavailable(request, Cause.BUSY);
        world.expectStopped();
    }

    @Test
    void withoutItsRowsItAnswersBusyAndStops() {
        world.storeUnconfirmed(CREATED);
        world.inbox.reading.hold();
        world.started();
        long request = world.ask(post(ANN, "k2", 1));
        world.eventually(() -> assertThat(world.inbox.reading.count()).isEqualTo(1));
        world.inbox.reading.releaseFailing();
        world.expectUnavailable(request, Cause.BUSY);
        world.expectStopped();
    }

    @Test
    void withoutItsLogItAnswersBusyAndStops() {
        world.storeUnconfirmed(CREATED);
        world.failNextRead();
        world.holdEpochs();
        world.started();
        long request = world.ask(post(ANN, "k2", 1));
        world.tokens.acquiring.releaseAll();
        world.expectUnavailable(request, Cause.BUSY);
        world.expectStopped();
    }

    @Test
    void whenTheRowsOfWhatWasInDoubtCannotBeWrittenItAnswersBusyAndStops() {
        world.storeUnconfirmed(CREATED);
        world.inbox.writing.failNext(1);
        world.holdEpochs();
        world.started();
        long request = world.ask(post(ANN, "k2", 1));
        world.tokens.acquiring.releaseAll();
        world.expectUnavailable(request, Cause.BUSY);
        world.expectStopped();
    }

    @Test
    void whatItRecoveredWhenTheLeaseRanOutIsForAnotherToOpen() {
        world.storeUnconfirmed(CREATED, POSTED);
        world.inbox.reading.hold();
        world.started();
        long retry = world.ask(post(ANN, "k2", 1));
        world.eventually(() -> assertThat(world.inbox.reading.count()).isEqualTo(1));
        world.leaseRunsOut();
        world.inbox.reading.releaseAll();
        world.expectUnavailable(retry, Cause.BUSY);
        world.expectStopped();
        assertThat(world.stored()).as("nothing is written").hasSize(2);
        assertThat(world.inbox.asked).isEmpty();
    }

    @Test
    void whatItOpenedWhenTheLeaseRanOutIsNotShown() {
        world.storeUnconfirmed(CREATED, POSTED);
        world.inbox.writing.hold();
        world.started();
        long retry = world.ask(post(ANN, "k2", 1));
        world.eventually(() -> assertThat(world.inbox.writing.count()).isEqualTo(1));
        world.leaseRunsOut();
        world.inbox.writing.releaseAll();
        world.expectUnavailable(retry, Cause.BUSY);
        world.expectStopped();
        world.fanOut.expectNoMessage(ChatWorld.QUIET);
    }

    @Test
    void whatComesTooEarlyIsBoundedAndAnswered() {
        world = new ChatWorld(testKit, "pending-commands-max = 2");
        world.holdEpochs();
        world.started();
        long first = world.ask(Given.group("k1", ANN, BOB));
        world.page(ANN, 0L, 0);
        world.expectUnavailable(world.ask(post(ANN, "k2", 1)), Cause.BUSY);
        world.tell(new ChatProtocol.MovePosition(ANN, ChatProtocol.Reach.READ, 1, world.replyTo()));
        assertThat(world.answer()).isInstanceOf(HubProtocol.Unavailable.class);
        world.tell(new ChatProtocol.ReadMembers(ANN, null, 10, world.replyTo()));
        assertThat(world.answer()).isInstanceOf(HubProtocol.Unavailable.class);
        world.tell(new ChatProtocol.ReadReceipts(ANN, world.replyTo()));
        assertThat(world.answer()).isInstanceOf(HubProtocol.Unavailable.class);
        world.tell(new ChatProtocol.Describe(ANN, world.replyTo()));
        assertThat(world.answer()).isInstanceOf(HubProtocol.Unavailable.class);
        world.tell(new ChatProtocol.ReadPage(ANN, 0L, 0, 10, world.replyTo()));
        assertThat(world.answer()).isInstanceOf(HubProtocol.Unavailable.class);
        assertThat(world.reached("pending-commands-max")).isEqualTo(6);
        world.tokens.acquiring.releaseAll();
        assertThat(world.answer()).isInstanceOf(HubProtocol.Refused.class);
        world.expectAck(first, 1);
    }

    @Test
    void stoppedBeforeItIsReadyItAnswersBusy() {
        world.holdEpochs();
        world.started();
        long request = world.ask(Given.group("k1", ANN, BOB));
        world.stop();
        world.expectUnavailable(request, Cause.BUSY);
        world.expectStopped();
    }
}
