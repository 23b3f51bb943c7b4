package parley.persistence.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import parley.persistence.journal.Unsettled.Group;
import parley.persistence.journal.WriteAheadTable.Ahead;

class UnsettledTest {

    private static final int ROWS_MAX = 4;
    private static final int BYTES_MAX = 3000;

    private final Unsettled unsettled = new Unsettled(ROWS_MAX, BYTES_MAX);

    private static LogWrite entry(String chat, long seq) {
        return entry(chat, seq, 10);
    }

    private static LogWrite entry(String chat, long seq, int bytes) {
        return new LogWrite(chat, new LogRow(seq, 1, 1, seq, 1, "m", ByteBuffer.allocate(bytes), null, null));
    }

    private void ahead(long n, long now, LogWrite... entries) {
        unsettled.begin(n);
        unsettled.durable(new Ahead(n, n * 1000, List.of(entries)), now);
    }

    /** What is due, in order: chat, and its seqs. */
    private List<Group> due() {
        List<Group> due = new ArrayList<>();
        for (Group next = unsettled.next(); next != null; next = unsettled.next()) {
            due.add(next);
        }
        return due;
    }

    private static String show(Group group) {
        StringBuilder shown = new StringBuilder(group.chat());
        for (int i = 0; i < group.size(); i++) {
            shown.append(' ').append(((LogWrite) group.write(i)).row().seq());
        }
        return shown.toString();
    }

    @Test
    void entriesOfAPartitionGatherUntilTheyAreOld() {
        ahead(1, 100, entry("a", 1), entry("b", 1));
        ahead(2, 200, entry("a", 2), entry("c", 1));

        unsettled.age(99);
        assertThat(due()).isEmpty();

        unsettled.age(100);
        assertThat(due()).extracting(UnsettledTest::show).containsExactly("a 1 2", "b 1");
        unsettled.age(200);
        assertThat(due()).extracting(UnsettledTest::show).containsExactly("c 1");
    }

    @Test
    void tellsForHowLongTheOldestHasWaited() {
        assertThat(unsettled.oldestNanos(1_000)).isZero();
        ahead(1, 100, entry("a", 1));
        ahead(2, 200, entry("b", 1));
        assertThat(unsettled.oldestNanos(1_000)).isEqualTo(900);

        unsettled.age(100);
        assertThat(unsettled.oldestNanos(1_000)).as("due").isEqualTo(900);
        Group first = due().get(0);
        assertThat(unsettled.oldestNanos(1_000)).as("being written").isEqualTo(900);

        var unused = unsettled.failed(first);
        assertThat(unsettled.oldestNanos(1_000)).as("to be tried again").isEqualTo(900);
        unsettled.age(0);
        unsettled.settled(due().get(0));
        assertThat(unsettled.oldestNanos(1_000)).isEqualTo(800);
    }

    @Test
    void manyEntriesAndLargeOnesAreDueAtOnce() {
        ahead(1, 0, entry("a", 1), entry("a", 2), entry("a", 3));
        assertThat(due()).isEmpty();
        ahead(2, 0, entry("a", 4), entry("a", 5), entry("b", 1, BYTES_MAX));

        assertThat(due()).extracting(UnsettledTest::show).containsExactly("a 1 2 3 4", "b 1");
        assertThat(unsettled.settle()).isNotDone();
        assertThat(due()).extracting(UnsettledTest::show).containsExactly("a 5");
    }

    @Test
    void entriesOfTwoBucketsAreTwoGroups() {
        long last = ChatLogTable.lastSeqOf(0);
        ahead(1, 0, entry("a", last), entry("a", last + 1));
        var unused = unsettled.settle("a");

        assertThat(due()).extracting(UnsettledTest::show).containsExactly("a " + last, "a " + (last + 1));
    }

    @Test
    void anEntryKeepsTheTimeOfItsRow() {
        ahead(7, 0, entry("a", 1));
        ahead(9, 0, entry("a", 2));
        var unused = unsettled.settle("a");

        Group group = due().get(0);
        assertThat(Arrays.asList(group.writtenAt(0), group.writtenAt(1))).containsExactly(7000L, 9000L);
    }

    @Test
    void settlingAChatWaitsForAllOfItAndForNothingElse() {
        ahead(1, 0, entry("a", 1), entry("b", 1));
        CompletableFuture<Void> first = unsettled.settle("a");
        List<Group> groups = due();
        assertThat(groups).extracting(UnsettledTest::show).containsExactly("a 1");
        ahead(2, 0, entry("a", 2));
        CompletableFuture<Void> second = unsettled.settle("a");

        settle(groups.get(0));

        assertThat(first).isCompleted();
        assertThat(second).isNotDone();
        due().forEach(this::settle);
        assertThat(second).isCompleted();
        assertThat(unsettled.settle("a")).as("nothing is left").isCompleted();
        assertThat(unsettled.settle("nobody")).isCompleted();
        assertThat(unsettled.rows()).as("of another chat").isEqualTo(1);
    }

    private void settle(Group group) {
        unsettled.settled(group);
        group.settled().complete(null);
    }

    @Test
    void whoWaitedForWhatWasNotWrittenIsToldAndItIsDueAgain() {
        ahead(1, 0, entry("a", 1));
        CompletableFuture<Void> waiting = unsettled.settle("a");
        Group group = due().get(0);

        unsettled.failed(group).completeExceptionally(new IllegalStateException("the store is away"));

        assertThat(waiting).isCompletedExceptionally();
        CompletableFuture<Void> again = unsettled.settle("a");
        assertThat(again).isNotDone();
        assertThat(due())
                .as("a store that refuses at once is not asked at once")
                .isEmpty();
        unsettled.age(-1);
        assertThat(due()).containsExactly(group);
        settle(group);
        assertThat(again).isCompleted();
    }

    @Test
    void aRowIsForgottenWhenItsLastEntryIsInItsLogAndAllRowsBeforeItAre() {
        ahead(1, 0, entry("a", 1), entry("b", 1));
        ahead(2, 0, entry("c", 1));
        var all = unsettled.settle();
        List<Group> groups = due();
        assertThat(unsettled.settledTo()).isZero();

        settle(groups.get(2));
        settle(groups.get(0));
        assertThat(unsettled.settledTo()).as("b is of row 1").isZero();
        settle(groups.get(1));
        assertThat(unsettled.settledTo()).isEqualTo(2);
        assertThat(all).isCompleted();
        assertThat(unsettled.rows()).isZero();
        assertThat(unsettled.bytes()).isZero();
    }

    @Test
    void aRowThatIsOnItsWayIsNotForgottenWithLaterOnes() {
        unsettled.begin(1);
        ahead(2, 0, entry("a", 1));
        var unused = unsettled.settle();
        due().forEach(this::settle);
        assertThat(unsettled.settledTo()).isZero();

        unsettled.durable(new Ahead(1, 1000, List.of(entry("b", 1))), 0);
        assertThat(unsettled.settledTo()).isZero();
        unsettled.begin(3);
        unsettled.failed(3);
        assertThat(unsettled.settledTo()).isZero();
        unused = unsettled.settle();
        due().forEach(this::settle);
        assertThat(unsettled.settledTo()).isEqualTo(3);
    }
}
