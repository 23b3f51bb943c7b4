package parley.loadtests.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import parley.loadtests.check.Observation.JournalRow;

/** The rules about times, positions and the journal: a history that violates each and nothing else, and one that only nearly does. */
class CheckerTimesTest {

    private final Story story = new Story();
    private final int ann = story.client("u_ann");
    private final int bob = story.client("u_bob");

    CheckerTimesTest() {
        story.create(ann, story.user("u_bob"));
        story.send(ann);
    }

    @Test
    void findsAMessageThatAConnectedMemberGotTooLate() {
        long seq = storesAndAcks();
        story.pass(1_100);
        story.pushTo(bob, seq);
        story.readBack();

        assertThat(found()).containsExactly(Anomaly.LATE);
    }

    @Test
    void findsAMessageThatAConnectedMemberNeverGot() {
        storesAndAcks();
        story.readBack();

        assertThat(found()).containsExactly(Anomaly.LATE);
    }

    @Test
    void allowsDeliveryToWaitForTheEndOfAFaultAndForAConnection() {
        story.fault("store away", () -> {
            long seq = storesAndAcks();
            story.pass(5_000);
            story.pushTo(bob, seq);
        });
        story.pass(2_000);
        story.cut(bob);
        story.send(ann);
        story.pass(5_000);
        story.connect(bob);
        story.readBack();

        assertThat(found()).isEmpty();
    }

    private long storesAndAcks() {
        story.invoke(ann, "quiet");
        long seq = story.store(ann, "quiet");
        story.pushTo(ann, seq);
        story.ack(ann, "quiet", seq, false);
        return seq;
    }

    @Test
    void findsASendWithoutAnEnd() {
        story.invoke(ann, "open");
        story.readBack();

        assertThat(found()).containsExactly(Anomaly.UNANSWERED);
    }

    @Test
    void findsAnAckThatTookTooLong() {
        story.invoke(ann, "slow");
        story.pass(1_100);
        story.ack(ann, "slow", story.push(story.store(ann, "slow")), false);
        story.readBack();

        assertThat(found()).containsExactly(Anomaly.UNANSWERED);
    }

    @Test
    void allowsAnAckToWaitForTheEndOfAFaultAndAClientToBeClosed() {
        story.fault("store away", () -> {
            story.invoke(ann, "slow");
            story.pass(5_000);
            story.ack(ann, "slow", story.push(story.store(ann, "slow")), false);
        });
        story.invoke(bob, "open");
        story.add(new Observation.Ended(story.tick(), bob));
        story.cut(bob);
        story.readBack();

        assertThat(found()).isEmpty();
    }

    @Test
    void findsAPositionBelowTheOneThatWasStored() {
        story.read(bob, 2);
        story.listed(bob, 1, 0);
        story.readBack();

        assertThat(found()).containsExactly(Anomaly.POSITION_BACK);
    }

    @Test
    void allowsAPositionThatWasAskedForBeforeTheOtherWasStored() {
        story.read(bob, 1);
        story.listed(bob, 1, 0);
        story.read(bob, 2);
        story.listed(bob, 2, 1);
        story.readBack();

        assertThat(found()).isEmpty();
        assertThat(story.verdict().exercised(Exercise.POSITIONS_STORED)).isEqualTo(2);
    }

    @Test
    void findsAReceiptThatFalls() {
        story.receipt(ann, story.user("u_bob"), 2);
        story.receipt(ann, story.user("u_bob"), 1);
        story.readBack();

        assertThat(found()).containsExactly(Anomaly.POSITION_BACK);
    }

    @Test
    void allowsReceiptsOfTwoMembersToDiffer() {
        story.receipt(ann, story.user("u_bob"), 2);
        story.receipt(ann, story.user("u_cy"), 1);
        story.receipt(ann, story.user("u_bob"), 2);
        story.readBack();

        assertThat(found()).isEmpty();
    }

    @Test
    void findsAPositionBeyondTheEnd() {
        story.receipt(ann, story.user("u_bob"), 3);
        story.readBack();

        assertThat(found()).containsExactly(Anomaly.POSITION_BEYOND);
    }

    @Test
    void findsAPositionThatCountsMessagesWrong() {
        story.listed(bob, 2, 2);
        story.readBack();

        assertThat(found()).containsExactly(Anomaly.MISCOUNTED);
    }

    @Test
    void findsDevicesThatSeeDifferentPositionsInTheEnd() {
        int tablet = story.client("u_bob");
        story.send(ann);
        story.readBack();
        story.listed(bob, 2, 1);
        story.listed(tablet, 1, 0);

        assertThat(found()).containsExactly(Anomaly.POSITION_DIFFERS);
    }

    @Test
    void allowsDevicesToDifferWhileThePositionMoves() {
        int tablet = story.client("u_bob");
        story.send(ann);
        story.readBack();
        story.listed(tablet, 1, 0);
        story.read(bob, 2);
        story.listed(bob, 2, 1);

        assertThat(found()).isEmpty();
    }

    @Test
    void findsAJournalInWhichAnEarlierIncarnationGoesOn() {
        story.send(ann);
        story.readBack().journal();
        story.change(JournalRow.class, row -> row.entry().seq() == 2, row -> ofEpoch(row, 9));

        assertThat(found()).containsExactly(Anomaly.TWO_WRITERS);
    }

    @Test
    void findsAnAckedMessageThatTheJournalDropped() {
        story.invoke(ann, "zombie");
        long seq = story.log.size() + 1L;
        story.ack(ann, "zombie", seq, false);
        story.readBack().journal();
        story.add(dropped(story.key(ann, "zombie"), seq));

        assertThat(found()).containsExactly(Anomaly.LOST, Anomaly.TWO_WRITERS);
    }

    @Test
    void allowsAnAckedMessageToHaveADroppedRowToo() {
        long seq = story.send(ann);
        story.readBack().journal();
        story.add(dropped(story.log.get((int) seq - 1).key(), seq));

        assertThat(found()).isEmpty();
        assertThat(story.verdict().exercised(Exercise.ROWS_DROPPED)).isEqualTo(1);
    }

    @Test
    void countsStoredMessagesAgainstAckedOnes() {
        story.send(ann);
        story.push(story.store(ann, "k2"));
        story.readBack();

        assertThat(story.verdict().count(Anomaly.CONSERVATION)).isEqualTo(1);
        assertThat(story.verdict().report()).contains("3 messages stored (expected: 2 acked, and up to 0 unknown)");
    }

    @Test
    void passesOnWhatClientsObjectedTo() {
        story.add(new Observation.Objection(story.tick(), bob, "a page with a hole"));
        story.readBack();

        assertThat(found()).containsExactly(Anomaly.OBJECTION);
    }

    private Observation dropped(long key, long seq) {
        Seen entry = new Seen(seq, seq - 1, 1, EntryKind.MESSAGE, story.user("u_ann"), key, 1, List.of());
        return new JournalRow(story.tick(), story.user("g_1"), 1, false, key, entry);
    }

    private static JournalRow ofEpoch(JournalRow row, long epoch) {
        return new JournalRow(row.nanos(), row.chat(), epoch, row.committed(), row.key(), row.entry());
    }

    private Set<Anomaly> found() {
        return CheckerTest.found(story);
    }
}
