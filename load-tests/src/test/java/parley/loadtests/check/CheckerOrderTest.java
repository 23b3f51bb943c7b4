package parley.loadtests.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import parley.loadtests.check.Observation.Action;
import parley.loadtests.check.Observation.Continuity;
import parley.loadtests.check.Observation.Deliver;
import parley.loadtests.check.Observation.Page;
import parley.loadtests.check.Observation.Place;
import parley.loadtests.check.Observation.Result;
import parley.loadtests.check.Observation.Shown;
import parley.loadtests.check.Observation.Welcome;

/** Each rule about who is told what and when: a history that violates it and nothing else, and one that only nearly does. */
class CheckerOrderTest {

    private final Story story = new Story();
    private final int ann = story.client("u_ann");
    private final int bob = story.client("u_bob");

    CheckerOrderTest() {
        story.create(ann, story.user("u_bob"));
        story.send(ann);
    }

    @Test
    void findsAPushThatLeftAnEntryOut() {
        leavesOnePushOut();
        story.readBack();

        assertThat(found()).containsExactly(Anomaly.SKIPPED);
    }

    @Test
    void countsAPushThatLeftAnEntryOutDuringAFault() {
        story.fault("node killed", this::leavesOnePushOut);
        story.readBack();

        assertThat(found()).isEmpty();
        assertThat(story.verdict().exercised(Exercise.GAPS_REPAIRED)).isEqualTo(1);
    }

    @Test
    void allowsAPushToBeLeftOutWhereTheServerSaidSoBefore() {
        story.send(ann);
        long unpushed = story.store(ann, "unpushed");
        story.invoke(ann, "unpushed");
        story.add(new Observation.Resync(story.tick(), story.connectionOf(bob)));
        story.ack(ann, "unpushed", unpushed, false);
        story.pushTo(ann, unpushed);
        story.send(ann);
        story.readBack();

        assertThat(found()).isEmpty();
    }

    private void leavesOnePushOut() {
        story.invoke(ann, "unpushed");
        long unpushed = story.store(ann, "unpushed");
        story.pushTo(ann, unpushed);
        story.ack(ann, "unpushed", unpushed, false);
        story.send(ann);
    }

    @Test
    void findsAClientThatShowsSomethingBeyondAGap() {
        story.send(ann);
        story.send(ann);
        story.readBack();
        story.forget(Shown.class, it -> it.client() == bob && it.seq() == 3);

        assertThat(found()).containsExactly(Anomaly.SKIPPED);
    }

    @Test
    void findsAMessageThatStandsBeforeOneThatWasAckedBeforeItWasSent() {
        story.send(ann);
        long first = story.push(story.store(bob, "later"));
        story.send(ann);
        story.invoke(bob, "later");
        story.ack(bob, "later", first, false);
        story.readBack();

        assertThat(found()).containsExactly(Anomaly.SENDER_ORDER);
    }

    @Test
    void findsPipelinedMessagesThatOvertookEachOther() {
        story.invoke(ann, "a");
        story.invoke(ann, "b");
        story.ack(ann, "b", story.push(story.store(ann, "b")), false);
        story.ack(ann, "a", story.push(story.store(ann, "a")), false);
        story.readBack();

        assertThat(found()).containsExactly(Anomaly.SENDER_ORDER);
    }

    @Test
    void allowsPipelinedMessagesToOvertakeOneThatWasGivenUp() {
        story.invoke(ann, "a");
        story.invoke(ann, "b");
        story.outcome(ann, Action.SEND, story.key(ann, "a"), Result.INFO, 0, false);
        story.ack(ann, "b", story.push(story.store(ann, "b")), false);
        story.invoke(ann, "a");
        story.ack(ann, "a", story.push(story.store(ann, "a")), false);
        story.readBack();

        assertThat(found()).isEmpty();
    }

    @Test
    void findsAnEntryThatWasPushedAfterRemoval() {
        int cy = story.client("u_cy");
        story.admit(ann, story.user("u_cy"));
        story.remove(ann, story.user("u_cy"));
        long secret = story.send(ann);
        pushesAnyway(cy, secret);
        story.readBack();

        assertThat(found()).containsExactly(Anomaly.AFTER_REMOVAL);
    }

    @Test
    void allowsTheRemovalItselfAndWhatComesAfterComingBack() {
        int cy = story.client("u_cy");
        story.admit(ann, story.user("u_cy"));
        story.remove(ann, story.user("u_cy"));
        story.send(ann);
        story.admit(ann, story.user("u_cy"));
        story.send(cy);
        story.readBack();

        assertThat(found()).isEmpty();
    }

    @Test
    void findsAPageThatGoesOnAfterRemoval() {
        int cy = story.client("u_cy");
        story.admit(ann, story.user("u_cy"));
        long removal = story.remove(ann, story.user("u_cy"));
        Seen secret = story.log.get((int) story.send(ann) - 1);
        story.readBack();
        story.change(
                Page.class,
                page -> page.client() == cy && page.connection() != 0 && page.end() && page.seq() == removal,
                page -> CheckerTest.with(page, List.of(page.entries().get(0), secret)));

        assertThat(found()).contains(Anomaly.AFTER_REMOVAL);
    }

    @Test
    void findsAnEntryThatWasPushedToSomebodyWhoWasNeverThere() {
        int eve = story.client("u_eve");
        pushesAnyway(eve, story.send(ann));
        story.readBack();

        assertThat(found()).containsExactly(Anomaly.UNAUTHORISED);
    }

    private void pushesAnyway(int client, long seq) {
        Deliver pushed = new Deliver(
                story.tick(), story.connectionOf(client), story.user("g_1"), List.of(story.log.get((int) seq - 1)));
        story.add(pushed);
    }

    @Test
    void findsAPageThatLacksWhatItsReaderWasGivenBefore() {
        story.send(ann);
        story.sync(bob);
        story.readBack();
        story.change(Page.class, page -> page.askedNanos() < quiesced(), page -> shorter(page, 2));

        assertThat(found()).containsExactly(Anomaly.STALE);
    }

    @Test
    void allowsAPageThatWasAskedForBefore() {
        long asked = story.tick();
        story.send(ann);
        story.sync(bob);
        story.readBack();
        story.change(Page.class, page -> page.askedNanos() < quiesced(), page -> {
            Page old = shorter(page, 2);
            return new Page(
                    old.nanos(),
                    asked,
                    old.client(),
                    old.connection(),
                    old.chat(),
                    old.range(),
                    old.entries(),
                    2,
                    1,
                    true);
        });

        assertThat(found()).isEmpty();
    }

    private static Page shorter(Page page, long end) {
        return new Page(
                page.nanos(),
                page.askedNanos(),
                page.client(),
                page.connection(),
                page.chat(),
                page.range(),
                List.of(),
                end,
                1,
                true);
    }

    @Test
    void findsAProofThatForgetsWhatWasAcked() {
        story.cut(bob);
        story.send(ann);
        story.connect(bob);
        int resumed = story.connectionOf(bob);
        story.pass(10);
        story.cut(bob);
        story.readBack();
        story.change(Welcome.class, it -> it.connection() == resumed, it -> told(it, 2, Continuity.PROVEN));
        story.forget(Page.class, page -> page.askedNanos() < quiesced());

        assertThat(found()).containsExactly(Anomaly.DISHONEST);
    }

    @Test
    void allowsAProofThatIsCompletedOnTheSameConnectionAndOneThatIsNone() {
        story.cut(bob);
        story.send(ann);
        story.connect(bob);
        story.readBack();
        story.change(Welcome.class, it -> !it.chats().isEmpty(), it -> told(it, 2, Continuity.PROVEN));
        Set<Anomaly> completed = found();
        story.change(Welcome.class, it -> !it.chats().isEmpty(), it -> told(it, 2, Continuity.TOO_LONG));

        assertThat(completed).isEmpty();
        assertThat(found()).isEmpty();
        assertThat(story.verdict().exercised(Exercise.TOO_LONG)).isEqualTo(1);
    }

    private static Welcome told(Welcome it, long seq, Continuity continuity) {
        int chat = it.chats().get(0).chat();
        return new Welcome(it.nanos(), it.connection(), continuity, List.of(new Place(chat, seq, continuity)));
    }

    private long quiesced() {
        return story.history().quiescedNanos();
    }

    private Set<Anomaly> found() {
        return CheckerTest.found(story);
    }
}
