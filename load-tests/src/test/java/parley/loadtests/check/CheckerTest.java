package parley.loadtests.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import parley.loadtests.check.Observation.Action;
import parley.loadtests.check.Observation.Deliver;
import parley.loadtests.check.Observation.Outcome;
import parley.loadtests.check.Observation.Page;
import parley.loadtests.check.Observation.Result;

/** Each rule about what the log has: a history that violates it and nothing else, and one that only nearly does. */
class CheckerTest {

    private final Story story = new Story();
    private final int ann = story.client("u_ann");
    private final int bob = story.client("u_bob");

    CheckerTest() {
        story.create(ann, story.user("u_bob"));
    }

    @Test
    void findsNothingInARunThatWentRight() {
        story.send(ann);
        story.fault("cut", () -> {
            story.cut(bob);
            story.send(ann);
            story.connect(bob);
        });
        story.send(bob);
        int cy = story.client("u_cy");
        story.admit(ann, story.user("u_cy"));
        story.send(cy);
        story.remove(ann, story.user("u_cy"));
        story.send(ann);
        story.readBack().journal();

        Verdict verdict = story.verdict();

        assertThat(verdict.isClean()).as(verdict.report()).isTrue();
        assertThat(verdict.journal()).isTrue();
        assertThat(verdict.exercised(Exercise.ACKED)).isEqualTo(5);
        assertThat(verdict.exercised(Exercise.ACKED_DURING_FAULT)).isEqualTo(1);
        assertThat(verdict.acksDuring()).containsEntry("cut", 1L);
        assertThat(verdict.exercised(Exercise.RESUMES)).isEqualTo(1);
        assertThat(verdict.exercised(Exercise.PROVEN)).isEqualTo(1);
        assertThat(verdict.exercised(Exercise.REMOVALS)).isEqualTo(1);
        assertThat(verdict.exercised(Exercise.READINGS)).isEqualTo(6);
        assertThat(verdict.exercised(Exercise.HAND_OFFS)).isEqualTo(2);
        assertThat(verdict.toString()).startsWith("clean: sent=5 acked=5").contains(" lost=0 duplicated=0 reordered=0");
    }

    @Test
    void isNotCleanWhenNothingHappened() {
        Verdict verdict = new Story().verdict();

        assertThat(verdict.counts()).isEmpty();
        assertThat(verdict.isClean()).isFalse();
        assertThat(verdict.report())
                .contains("Too little: ACKED: 0 (expected: at least 1)")
                .contains("Too little: nobody said that the load was over")
                .contains("The journal was not read.");
    }

    @Test
    void isNotCleanWithoutTheJournalWhereItIsExpectedOrWithLessThanTheMinimum() {
        story.send(ann);
        History history = story.readBack().history();

        assertThat(Checker.check(history, Story.EXPECTED).isClean()).isTrue();
        assertThat(Checker.check(history, Story.EXPECTED.withJournal()).isClean())
                .isFalse();
        assertThat(Checker.check(history, Story.EXPECTED.atLeast(Exercise.RESUMES, 1))
                        .isClean())
                .isFalse();
    }

    @Test
    void findsAnAckedMessageThatIsNowhere() {
        story.send(ann);
        story.invoke(ann, "lost");
        story.ack(ann, "lost", 3, false);
        story.readBack();

        assertThat(found()).containsExactly(Anomaly.LOST);
    }

    @Test
    void takesAMessageOfUnknownOutcomeForNeitherLostNorGhost() {
        story.invoke(ann, "away");
        story.outcome(ann, Action.SEND, story.key(ann, "away"), Result.INFO, 0, false);
        story.outcome(ann, Action.SEND, story.key(ann, "away"), Result.INFO, 0, false);
        story.invoke(ann, "there");
        story.outcome(ann, Action.SEND, story.key(ann, "there"), Result.INFO, 0, false);
        story.push(story.store(ann, "there"));
        story.add(new Observation.Ended(story.tick(), ann));
        story.send(bob);
        story.readBack();

        assertThat(found()).isEmpty();
        assertThat(story.verdict().exercised(Exercise.UNKNOWN)).isEqualTo(2);
    }

    @Test
    void findsAnAckedMessageThatOneMemberCannotRead() {
        story.send(ann);
        story.send(ann);
        story.readBack();
        story.change(Page.class, page -> page.client() == bob && page.connection() == 0, without(2));

        assertThat(found()).containsExactly(Anomaly.LOST);
    }

    @Test
    void findsAnUnackedEntryThatOneMemberCannotRead() {
        story.push(story.append(EntryKind.HIDDEN, 0, 0, 0, List.of()));
        story.send(ann);
        story.readBack();
        story.change(Page.class, page -> page.client() == bob && page.connection() == 0, without(2));

        assertThat(found()).containsExactly(Anomaly.GAP);
    }

    @Test
    void findsAHoleInTheJournal() {
        story.push(story.append(EntryKind.HIDDEN, 0, 0, 0, List.of()));
        story.send(ann);
        story.readBack().journal();
        story.forget(Observation.JournalRow.class, row -> row.entry().seq() == 2);
        story.forget(Deliver.class, it -> it.entries().get(0).seq() == 2);
        story.forget(Observation.Shown.class, it -> it.seq() <= 2);
        story.change(Page.class, page -> true, without(2));

        assertThat(found()).contains(Anomaly.GAP).isSubsetOf(Anomaly.GAP, Anomaly.SKIPPED);
    }

    @Test
    void findsAMessageThatTheLogHasTwice() {
        story.send(ann);
        story.push(story.store(ann, "k1"));
        story.readBack();

        assertThat(found()).containsExactly(Anomaly.DUPLICATED);
    }

    @Test
    void allowsTheSameKeyOfAnotherSenderAndADuplicateAnswer() {
        story.send(ann);
        story.invoke(bob, "k1");
        story.ack(bob, "k1", story.push(story.store(bob, "k1")), false);
        story.invoke(ann, "k1");
        story.ack(ann, "k1", 2, true);
        story.readBack();

        assertThat(found()).isEmpty();
        assertThat(story.verdict().exercised(Exercise.DUPLICATES_ANSWERED)).isEqualTo(1);
    }

    @Test
    void findsAMessageThatWasPushedAtAnotherPlace() {
        story.send(ann);
        story.send(bob);
        story.readBack();
        story.change(Deliver.class, it -> isTo(it, bob) && it.entries().get(0).seq() == 2, it -> at(it, 3));
        story.forget(Deliver.class, it -> isTo(it, bob) && it.entries().get(0).seq() == 1);

        assertThat(found()).contains(Anomaly.REORDERED).isSubsetOf(Anomaly.REORDERED, Anomaly.LATE);
    }

    @Test
    void findsAnAckOfAnotherPlace() {
        story.send(ann);
        story.send(bob);
        story.readBack();
        story.change(Outcome.class, it -> it.seq() == 3, it -> ackAt(it, 2));

        assertThat(found()).containsExactly(Anomaly.REORDERED);
    }

    @Test
    void findsAMessageWithAnotherText() {
        story.send(ann);
        story.readBack();
        story.change(Deliver.class, it -> isTo(it, bob) && it.entries().get(0).isMessage(), it -> altered(it));

        assertThat(found()).containsExactly(Anomaly.ALTERED);
    }

    @Test
    void findsAMessageThatNobodySent() {
        story.send(ann);
        story.push(story.store(bob, "unsent"));
        story.readBack();

        assertThat(found()).containsExactly(Anomaly.GHOST);
    }

    @Test
    void findsAMessageThatWasRefusedAndIsThere() {
        story.send(ann);
        story.invoke(bob, "refused");
        story.push(story.store(bob, "refused"));
        story.outcome(bob, Action.SEND, story.key(bob, "refused"), Result.FAIL, 0, false);
        story.readBack();

        assertThat(found()).containsExactly(Anomaly.GHOST);
    }

    @Test
    void allowsARefusalAfterASendingOfUnknownOutcome() {
        story.send(ann);
        story.invoke(bob, "retried");
        story.push(story.store(bob, "retried"));
        story.outcome(bob, Action.SEND, story.key(bob, "retried"), Result.INFO, 0, false);
        story.invoke(bob, "retried");
        story.outcome(bob, Action.SEND, story.key(bob, "retried"), Result.FAIL, 0, false);
        story.add(new Observation.Ended(story.tick(), bob));
        story.readBack();

        assertThat(found()).isEmpty();
    }

    @Test
    void findsAMessageThatWasPushedAndIsNotThereInTheEnd() {
        story.send(ann);
        story.invoke(bob, "early");
        story.outcome(bob, Action.SEND, story.key(bob, "early"), Result.INFO, 0, false);
        story.pushTo(ann, story.store(bob, "early"));
        story.log.remove(2);
        story.add(new Observation.Ended(story.tick(), bob));
        story.readBack();
        story.forget(Observation.Shown.class, it -> it.seq() == 3);

        assertThat(found()).containsExactly(Anomaly.EARLY);
    }

    @Test
    void findsAPageThatChangedLater() {
        story.send(ann);
        story.sync(bob);
        story.cut(bob);
        story.send(ann);
        story.connect(bob);
        story.readBack();
        story.change(
                Page.class,
                page -> page.client() == bob
                        && page.askedNanos() < story.history().quiescedNanos(),
                page -> with(
                        page, page.entries().stream().map(CheckerTest::altered).toList()));

        assertThat(found()).containsExactly(Anomaly.HISTORY_CHANGED);
    }

    @Test
    void findsMessagesThatAreCountedWrong() {
        story.send(ann);
        story.readBack();
        story.add(new Observation.Told(story.tick(), story.connectionOf(bob), story.user("g_1"), 2, 0));

        assertThat(found()).containsExactly(Anomaly.MISCOUNTED);
    }

    @Test
    void printsWhatStandsAroundAFinding() {
        for (int i = 0; i < 20; i++) {
            story.send(ann);
        }
        story.invoke(ann, "lost");
        story.ack(ann, "lost", 10, false);
        story.readBack();

        String report = story.verdict().report();

        assertThat(report)
                .contains("lost in g_1 at 10: acked, and nowhere in the log")
                .contains("\n    5 message ")
                .contains("\n    15 message ")
                .doesNotContain("\n    4 message ")
                .doesNotContain("\n    16 message ");
    }

    private Set<Anomaly> found() {
        return found(story);
    }

    /** All that the checker finds, but for the sums, which go wrong with much else. */
    static Set<Anomaly> found(Story story) {
        Set<Anomaly> found = EnumSet.noneOf(Anomaly.class);
        found.addAll(story.verdict().counts().keySet());
        found.remove(Anomaly.CONSERVATION);
        return found;
    }

    private boolean isTo(Deliver deliver, int client) {
        return deliver.connection() == story.connectionOf(client);
    }

    static Seen altered(Seen entry) {
        return new Seen(
                entry.seq(),
                entry.n(),
                entry.at(),
                entry.kind(),
                entry.by(),
                entry.key(),
                entry.body() + 1,
                entry.users());
    }

    static Deliver altered(Deliver it) {
        return new Deliver(
                it.nanos(),
                it.connection(),
                it.chat(),
                it.entries().stream().map(CheckerTest::altered).toList());
    }

    static Deliver at(Deliver it, long seq) {
        Seen entry = it.entries().get(0);
        Seen moved = new Seen(
                seq, entry.n(), entry.at(), entry.kind(), entry.by(), entry.key(), entry.body(), entry.users());
        return new Deliver(it.nanos(), it.connection(), it.chat(), List.of(moved));
    }

    static Outcome ackAt(Outcome it, long seq) {
        return new Outcome(
                it.nanos(),
                it.connection(),
                it.chat(),
                it.action(),
                it.key(),
                it.result(),
                seq,
                it.duplicate(),
                it.code());
    }

    static Page with(Page page, List<Seen> entries) {
        return new Page(
                page.nanos(),
                page.askedNanos(),
                page.client(),
                page.connection(),
                page.chat(),
                page.range(),
                entries,
                page.seq(),
                page.n(),
                page.end());
    }

    static UnaryOperator<Page> without(long seq) {
        return page -> with(
                page,
                page.entries().stream().filter(entry -> entry.seq() != seq).toList());
    }
}
