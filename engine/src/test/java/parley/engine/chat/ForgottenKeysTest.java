package parley.engine.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static parley.engine.fakes.Given.ANN;
import static parley.engine.fakes.Given.AT;
import static parley.engine.fakes.Given.BOB;
import static parley.engine.fakes.Given.post;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import parley.engine.chat.domain.ChatCommand;
import parley.engine.chat.domain.ChatRejection;
import parley.engine.client.HubProtocol;
import parley.engine.client.HubProtocol.Cause;
import parley.engine.fakes.Given;

/** Commands whose keys the chat's state does not hold any more: the log is searched. */
class ForgottenKeysTest {

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

    private ChatWorld withForgottenKeys() {
        return withForgottenKeys(6);
    }

    private ChatWorld withForgottenKeys(int searchEntriesMax) {
        world = new ChatWorld(testKit, "dedupe-keys-max = 2, dedupe-search-entries-max = " + searchEntriesMax + ", ");
        return world.started()
                .after(Given.group("k1", ANN, BOB))
                .after(post(ANN, "k2", 1), post(ANN, "k3", 2), post(ANN, "k4", 3), post(ANN, "k5", 4));
    }

    @Test
    void aForgottenKeyIsFoundInTheLog() {
        withForgottenKeys();
        long request = world.ask(post(ANN, "k2", 1));
        assertThat(world.answer()).isEqualTo(new HubProtocol.Accepted(1, request, 2, 1, AT, true));
        assertThat(world.stored()).hasSize(5);
        assertThat(world.reached("dedupe-keys-max")).isEqualTo(1);
    }

    @Test
    void whatTheLogDoesNotHoldIsAccepted() {
        withForgottenKeys();
        world.expectAck(world.ask(post(BOB, "k2", 1)), 6);
    }

    @Test
    void aForgottenKeyUsedForSomethingElseIsRefused() {
        withForgottenKeys();
        long request = world.ask(new ChatCommand.Post(ANN, post(ANN, "k2", 1).key(), 1, "another text"));
        assertThat(world.answer()).isEqualTo(new HubProtocol.Refused(1, request, ChatRejection.KEY_REUSED));
        assertThat(world.stored()).hasSize(5);
    }

    @Test
    void aRetryFromTooFarBackIsRefused() {
        withForgottenKeys().after(post(ANN, "k6", 5), post(ANN, "k7", 6), post(ANN, "k8", 7), post(ANN, "k9", 8));
        long request = world.ask(post(BOB, "k2", 0));
        assertThat(world.answer()).isEqualTo(new HubProtocol.Refused(1, request, ChatRejection.TOO_OLD));
        assertThat(world.reached("dedupe-search-entries-max")).isEqualTo(1);
        assertThat(world.stored()).hasSize(9);
    }

    @Test
    void twoRetriesOfAForgottenKeyThatWasNeverStoredAreOneEntry() {
        withForgottenKeys();
        world.history.hold();
        long first = world.ask(post(BOB, "k9", 1));
        long second = world.ask(post(BOB, "k9", 1));
        world.eventually(() -> assertThat(world.history.count()).isEqualTo(2));
        world.history.releaseAll();
        world.expectAck(first, 6);
        world.expectDuplicate(second, 6);
    }

    @Test
    void nothingOvertakesWhatIsSearchedFor() {
        withForgottenKeys();
        world.history.hold();
        long retry = world.askInOrder(post(BOB, "k9", 1), post(BOB, "k10", 5));
        world.expectUnavailable(retry + 1, Cause.BUSY);
        world.expectAck(world.ask(post(ANN, "k11", 5)), 6);
        world.history.releaseAll();
        world.expectAck(retry, 7);
        world.expectAck(world.ask(post(BOB, "k10", 5)), 8);
    }

    @Test
    void norDoesWhatWaitsForTheNextGroup() {
        world = new ChatWorld(testKit, "dedupe-keys-max = 2, dedupe-search-entries-max = 6, group-commands-max = 1, ");
        world.started()
                .after(Given.group("k1", ANN, BOB))
                .after(post(ANN, "k2", 1), post(ANN, "k3", 2), post(ANN, "k4", 3), post(ANN, "k5", 4));
        world.history.hold();
        long retry = world.askInOrder(post(BOB, "k9", 1), post(BOB, "k10", 5));
        world.expectUnavailable(retry + 1, Cause.BUSY);
        world.expectAck(world.ask(post(ANN, "k11", 5)), 6);
        world.history.releaseAll();
        world.expectAck(retry, 7);
    }

    @Test
    void whatOthersWriteMeanwhileDoesNotMakeASearchStartAgain() {
        world = new ChatWorld(testKit, "dedupe-keys-max = 4, dedupe-search-entries-max = 20");
        world.started()
                .after(
                        Given.group("k1", ANN, BOB),
                        post(ANN, "k2", 1),
                        post(ANN, "k3", 2),
                        post(ANN, "k4", 3),
                        post(ANN, "k5", 4),
                        post(ANN, "k6", 5),
                        post(ANN, "k7", 6));
        world.history.hold();
        long retry = world.ask(post(BOB, "k9", 1));
        world.eventually(() -> assertThat(world.history.count()).isEqualTo(1));
        world.expectAck(world.ask(post(ANN, "k8", 7)), 8);
        world.history.releaseAll();
        world.expectAck(retry, 9);
        assertThat(world.slices).as("searched once").hasSize(1);
    }

    @Test
    void aSearchThatFailsAcceptsNothing() {
        withForgottenKeys();
        world.history.failNext(1);
        world.expectUnavailable(world.ask(post(ANN, "k2", 1)), Cause.BUSY);
        assertThat(world.stored()).hasSize(5);
    }

    @Test
    void searchesAreBounded() {
        // What the first of them have written may lie between the last of them and what was searched.
        withForgottenKeys(64);
        world.history.hold();
        for (int i = 0; i < 16; i++) {
            world.ask(post(BOB, "s" + i, 1));
        }
        world.expectUnavailable(world.ask(post(BOB, "s16", 1)), Cause.BUSY);
        assertThat(world.reached("reads-in-flight-max")).isEqualTo(1);
        world.history.releaseAll();
        for (int i = 0; i < 16; i++) {
            assertThat(world.answer()).isInstanceOf(HubProtocol.Accepted.class);
        }
        world.ask(post(BOB, "s16", 21));
        assertThat(world.answer()).isInstanceOf(HubProtocol.Accepted.class);
    }
}
