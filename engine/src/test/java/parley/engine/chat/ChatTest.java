package parley.engine.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static parley.engine.fakes.Given.ANN;
import static parley.engine.fakes.Given.AT;
import static parley.engine.fakes.Given.BOB;
import static parley.engine.fakes.Given.CY;
import static parley.engine.fakes.Given.DAN;
import static parley.engine.fakes.Given.add;
import static parley.engine.fakes.Given.leave;
import static parley.engine.fakes.Given.post;
import static parley.engine.fakes.Given.remove;
import static parley.engine.fakes.Given.rename;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import parley.engine.chat.domain.ChatRejection;
import parley.engine.client.HubProtocol;
import parley.engine.client.HubProtocol.Cause;
import parley.engine.fakes.Given;
import parley.engine.fakes.TextEncoder;
import parley.engine.fanout.FanOutProtocol;
import parley.engine.id.UserId;

/** Commands: commit, gate, ack, fan-out, stopping. */
class ChatTest {

    private static ActorTestKit testKit;
    private ChatWorld world;

    @BeforeAll
    static void startSystem() {
        testKit = ActorTestKit.create("chat", ChatWorld.CONFIG);
    }

    @AfterAll
    static void stopSystem() {
        testKit.shutdownTestKit();
    }

    @AfterEach
    void end() {
        world.end();
    }

    private ChatWorld world(String settings) {
        world = new ChatWorld(testKit, settings);
        return world.started();
    }

    private ChatWorld given(String settings) {
        return world(settings).after(Given.group("k1", ANN, BOB));
    }

    // ---- acks

    @Test
    void acksAfterTheJournalAndTheGate() {
        given("");
        world.journal.hold();
        world.inbox.writing.hold();
        long request = world.ask(post(ANN, "k2", 1));
        world.eventually(() -> assertThat(world.journal.groups()).hasSize(1));
        world.expectNothing();
        assertThat(world.inbox.asked)
                .as("gate writes before the journal has the entry")
                .hasSize(1);
        world.journal.release();
        world.eventually(() -> assertThat(world.inbox.writing.count()).isEqualTo(1));
        world.expectNothing();
        world.inbox.writing.release();
        assertThat(world.answer()).isEqualTo(new HubProtocol.Accepted(1, request, 2, 1, AT, false));
        assertThat(world.published()).isEqualTo("entries [2 text of k2]");
    }

    @Test
    void aDuplicateWaitsInTheGate() {
        given("");
        world.inbox.writing.hold();
        long first = world.ask(post(ANN, "k2", 1));
        long again = world.ask(post(ANN, "k2", 1));
        world.eventually(() -> assertThat(world.inbox.writing.count()).isEqualTo(1));
        long later = world.ask(post(ANN, "k2", 1));
        world.expectNothing();
        world.inbox.writing.releaseAll();
        world.expectAck(first, 2);
        world.expectDuplicate(again, 2);
        world.expectDuplicate(later, 2);
        assertThat(world.stored()).hasSize(2);
    }

    @Test
    void aDuplicateOfWhatIsConfirmedIsAnsweredAtOnce() {
        given("").after(post(ANN, "k2", 1));
        world.inbox.writing.hold();
        world.expectDuplicate(world.ask(post(ANN, "k2", 1)), 2);
    }

    @Test
    void refusesWithoutWaitingForAnything() {
        given("");
        world.inbox.writing.hold();
        long request = world.ask(post(CY, "k2", 0));
        assertThat(world.answer()).isEqualTo(new HubProtocol.Refused(1, request, ChatRejection.NO_SUCH_CHAT));
    }

    @Test
    void acksInTheOrderOfTheLog() {
        given("ungated-groups-max = 4");
        world.inbox.writing.hold();
        for (int i = 2; i <= 5; i++) {
            world.ask(post(i % 2 == 0 ? ANN : BOB, "k" + i, 1));
        }
        world.eventually(() -> assertThat(world.stored()).hasSize(5));
        world.inbox.writing.releaseAll();
        for (int seq = 2; seq <= 5; seq++) {
            world.expectAck(seq, seq);
        }
        StringBuilder shown = new StringBuilder();
        while (!shown.toString().contains("[5")) {
            shown.append(world.published());
        }
        assertThat(shown.toString().replace("entries ", ""))
                .isEqualTo("[2 text of k2][3 text of k3][4 text of k4][5 text of k5]");
    }

    // ---- groups

    @Test
    void commandsThatArriveDuringAWriteGoTogetherIntoTheNext() {
        given("");
        world.journal.hold();
        for (int i = 2; i <= 8; i++) {
            world.ask(post(ANN, "k" + i, 1));
        }
        world.journal.releaseAll();
        for (int seq = 2; seq <= 8; seq++) {
            world.expectAck(seq, seq);
        }
        assertThat(world.journal.groups()).containsExactly(1, 6);
        assertThat(world.published()).isEqualTo("entries [2 text of k2]");
        assertThat(world.published())
                .isEqualTo(
                        "entries [3 text of k3][4 text of k4][5 text of k5][6 text of k6][7 text of k7][8 text of k8]");
    }

    @Test
    void aGroupIsCappedByCount() {
        given("group-commands-max = 2");
        world.journal.hold();
        for (int i = 2; i <= 6; i++) {
            world.ask(post(ANN, "k" + i, 1));
        }
        world.journal.releaseAll();
        for (int seq = 2; seq <= 6; seq++) {
            world.expectAck(seq, seq);
        }
        assertThat(world.journal.groups()).containsExactly(1, 2, 2);
    }

    @Test
    void aFrameIsCappedByBytes() {
        given("page-bytes-max = 30");
        world.journal.hold();
        for (int i = 2; i <= 5; i++) {
            world.ask(post(ANN, "k" + i, 1));
        }
        world.journal.releaseAll();
        assertThat(world.published()).isEqualTo("entries [2 text of k2]");
        assertThat(world.published()).isEqualTo("entries [3 text of k3][4 text of k4]");
        assertThat(world.published()).isEqualTo("entries [5 text of k5]");
    }

    @Test
    void isBusyWhenTooManyCommandsWait() {
        given("pending-commands-max = 2");
        world.journal.hold();
        world.ask(post(ANN, "k2", 1));
        world.eventually(() -> assertThat(world.journal.groups()).hasSize(1));
        world.ask(post(ANN, "k3", 1));
        world.ask(post(ANN, "k4", 1));
        world.expectUnavailable(world.ask(post(ANN, "k5", 1)), Cause.BUSY);
        assertThat(world.reached("pending-commands-max")).isEqualTo(1);
        world.journal.releaseAll();
        world.expectAck(2, 2);
        world.expectAck(3, 3);
        world.expectAck(4, 4);
        assertThat(world.stored()).hasSize(4);
    }

    @Test
    void theNextWriteWaitsWhileTooMuchIsInsideTheGate() {
        given("ungated-groups-max = 2");
        world.inbox.writing.hold();
        world.ask(post(ANN, "k2", 1));
        world.eventually(() -> assertThat(world.stored()).hasSize(2));
        world.ask(post(ANN, "k3", 1));
        world.eventually(() -> assertThat(world.stored()).hasSize(3));
        world.ask(post(ANN, "k4", 1));
        world.expectNothing();
        assertThat(world.stored()).hasSize(3);
        assertThat(world.reached("ungated-groups-max")).isPositive();
        world.inbox.writing.releaseAll();
        for (int seq = 2; seq <= 4; seq++) {
            world.expectAck(seq, seq);
        }
    }

    // ---- failures

    @Test
    void aGateThatFailsIsTriedAgain() {
        given("gate-tries-max = 3");
        world.inbox.writing.failNext(2);
        world.expectAck(world.ask(post(ANN, "k2", 1)), 2);
        assertThat(world.inbox.asked).hasSize(4);
        assertThat(world.inbox.asked.get(3)).isEqualTo(world.inbox.asked.get(1));
        assertThat(world.published()).isEqualTo("entries [2 text of k2]");
    }

    @Test
    void aGateThatKeepsFailingAnswersUnknownAndStops() {
        given("gate-tries-max = 3");
        world.inbox.writing.failNext(3);
        world.expectUnavailable(world.ask(post(ANN, "k2", 1)), Cause.UNKNOWN);
        world.expectStopped();
        world.fanOut.expectNoMessage(Duration.ZERO);
        assertThat(world.reached("gate-tries-max")).isEqualTo(1);
    }

    @Test
    void aJournalThatFailsAnswersEverybodyAndStops() {
        given("");
        world.inbox.writing.hold();
        long inGate = world.ask(post(ANN, "k2", 1));
        world.eventually(() -> assertThat(world.inbox.writing.count()).isEqualTo(1));
        world.journal.hold();
        long inFlight = world.ask(post(ANN, "k3", 1));
        world.eventually(() -> assertThat(world.journal.groups()).hasSize(1));
        long queued = world.ask(post(ANN, "k4", 1));
        world.journal.failNext();
        world.journal.release();
        world.expectUnavailable(inFlight, Cause.UNKNOWN);
        world.expectUnavailable(queued, Cause.BUSY);
        world.expectUnavailable(world.ask(post(ANN, "k5", 1)), Cause.BUSY);
        world.inbox.writing.releaseAll();
        world.expectAck(inGate, 2);
        assertThat(world.published()).as("what is durable is still told").isEqualTo("entries [2 text of k2]");
        world.expectStopped();
        world.fanOut.expectNoMessage(Duration.ZERO);
    }

    @Test
    void aJournalThatRejectsAnswersUnknownAndStops() {
        given("");
        world.journal.rejectNext();
        world.expectUnavailable(world.ask(post(ANN, "k2", 1)), Cause.UNKNOWN);
        world.expectStopped();
    }

    // ---- the lease

    @Test
    void whatIsWrittenWhenTheLeaseRanOutIsNotAckedAndNotShown() {
        given("");
        world.journal.hold();
        long inFlight = world.ask(post(ANN, "k2", 1));
        world.eventually(() -> assertThat(world.journal.groups()).hasSize(1));
        long queued = world.ask(post(ANN, "k3", 1));
        world.leaseRunsOut();
        world.journal.releaseAll();
        world.expectUnavailable(inFlight, Cause.UNKNOWN);
        world.expectUnavailable(queued, Cause.BUSY);
        world.expectStopped();
        world.fanOut.expectNoMessage(Duration.ZERO);
        assertThat(world.inbox.asked).as("the gate is another's now").hasSize(1);
    }

    @Test
    void whatLeavesTheGateWhenTheLeaseRanOutIsNotAckedAndNotShown() {
        given("");
        world.inbox.writing.hold();
        long inGate = world.ask(post(ANN, "k2", 1));
        world.eventually(() -> assertThat(world.inbox.writing.count()).isEqualTo(1));
        world.leaseRunsOut();
        world.inbox.writing.releaseAll();
        world.expectUnavailable(inGate, Cause.UNKNOWN);
        world.expectStopped();
        world.fanOut.expectNoMessage(Duration.ZERO);
    }

    @Test
    void aPageIsNotShownWhenTheLeaseRanOut() {
        given("");
        world.leaseRunsOut();
        world.expectUnavailable(world.page(ANN, 0L, 0), Cause.BUSY);
    }

    // ---- stopping

    @Test
    void stoppingWaitsForTheWriteInFlightAndItsGate() {
        given("");
        world.journal.hold();
        world.inbox.writing.hold();
        long inFlight = world.ask(post(ANN, "k2", 1));
        world.eventually(() -> assertThat(world.journal.groups()).hasSize(1));
        long queued = world.ask(post(ANN, "k3", 1));
        world.stop();
        world.expectUnavailable(queued, Cause.BUSY);
        world.expectUnavailable(world.ask(post(ANN, "k4", 1)), Cause.BUSY);
        world.journal.releaseAll();
        world.eventually(() -> assertThat(world.inbox.writing.count()).isEqualTo(1));
        world.expectNothing();
        world.inbox.writing.releaseAll();
        world.expectAck(inFlight, 2);
        assertThat(world.published()).isEqualTo("entries [2 text of k2]");
        world.expectStopped();
        assertThat(world.stored()).hasSize(2);
    }

    @Test
    void stopsAtOnceWhenNothingIsToDo() {
        given("");
        world.stop();
        world.expectStopped();
    }

    @Test
    void stoppingWaitsForAGateThatIsTriedAgain() {
        given("gate-tries-max = 3");
        world.inbox.writing.hold();
        long request = world.ask(post(ANN, "k2", 1));
        world.eventually(() -> assertThat(world.inbox.writing.count()).isEqualTo(1));
        world.stop();
        world.inbox.writing.releaseFailing();
        world.inbox.writing.releaseAll();
        world.expectAck(request, 2);
        world.expectStopped();
    }

    // ---- who is told

    @Test
    void entriesGoToTheMembersAndWhoIsRemovedGetsTheEntryThatDidItAndNothingAfter() {
        given("");
        world.journal.hold();
        world.ask(add(ANN, "k2", CY));
        world.eventually(() -> assertThat(world.journal.groups()).hasSize(1));
        world.ask(post(ANN, "k3", 1));
        world.ask(remove(ANN, "k4", BOB));
        world.ask(post(ANN, "k5", 1));
        world.ask(leave(CY, "k6"));
        world.journal.releaseAll();
        expectPublished("entries [2 MembersAdded]", ANN, BOB, CY);
        expectPublished("entries [3 text of k3]", ANN, BOB, CY);
        expectPublished("entries [4 MemberRemoved]", ANN, CY, BOB);
        expectPublished("entries [5 text of k5][6 MemberLeft]", ANN, CY);
    }

    private void expectPublished(String frame, UserId... users) {
        FanOutProtocol.Publish publish = world.publish();
        assertThat(TextEncoder.text(publish.frame())).isEqualTo(frame);
        assertThat(publish.users()).containsExactlyInAnyOrder(users);
    }

    @Test
    void typingIsPassedOnToTheOtherMembers() {
        given("");
        world.tell(new ChatProtocol.Typing(ANN, true));
        expectPublished("typing u_ann true", BOB);
        world.tell(new ChatProtocol.Typing(DAN, true));
        world.fanOut.expectNoMessage(ChatWorld.QUIET);
    }

    @Test
    void typingIsNotPassedOnInLargeChats() {
        given("receipt-members-max = 1");
        world.tell(new ChatProtocol.Typing(ANN, true));
        world.fanOut.expectNoMessage(ChatWorld.QUIET);
    }

    @Test
    void seqIsTheJournalsSequenceNumberAndEntriesPointBack() {
        given("").after(post(ANN, "k2", 1), rename(BOB, "k3", "Mantua"));
        world.restarted().after(post(ANN, "k4", 3));
        assertThat(world.stored()).hasSize(4);
        assertThat(world.stored().stream().map(entry -> entry.messages())).containsExactly(0L, 1L, 1L, 2L);
        long first = world.stored().get(0).epoch();
        long second = world.stored().get(3).epoch();
        assertThat(second).isGreaterThan(first);
        assertThat(world.stored().stream().map(entry -> entry.previousEpoch()))
                .containsExactly(0L, first, first, first);
    }
}
