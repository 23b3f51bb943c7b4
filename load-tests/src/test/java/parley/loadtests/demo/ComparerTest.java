package parley.loadtests.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import parley.loadtests.client.Entry;

/** Each test plants one fault into a reading that would be clean without it. */
final class ComparerTest {

    private static final List<Ledger.Line> LINES = List.of(
            new Ledger.Line("k2", "u_ann", "one", 2L),
            new Ledger.Line("k3", "u_bob", "two", 3L),
            new Ledger.Line("k4", "u_ann", "three", 4L));

    private final List<Entry> entries = new ArrayList<>(List.of(
            entry(1, "created", null, null, null),
            message(2, "k2", "u_ann", "one"),
            message(3, "k3", "u_bob", "two"),
            message(4, "k4", "u_ann", "three")));
    private final Comparer comparer = new Comparer(LINES);

    @Test
    void findsNothingWrongWithWhatWasSent() {
        assertThat(check()).isEqualTo(new Tally(3, 0, 0, 0, 0, 0, 0));
        assertThat(Comparer.ackedOutOfOrder(LINES)).isZero();
    }

    @Test
    void findsALostMessage() {
        entries.remove(2);

        assertThat(check()).isEqualTo(new Tally(2, 1, 0, 0, 0, 0, 1));
    }

    @Test
    void findsALostLastMessage() {
        entries.remove(3);

        assertThat(check()).isEqualTo(new Tally(2, 1, 0, 0, 0, 0, 1));
    }

    @Test
    void findsADoubledMessage() {
        entries.add(message(5, "k3", "u_bob", "two"));

        assertThat(check()).isEqualTo(new Tally(4, 0, 1, 0, 0, 0, 0));
    }

    @Test
    void findsMessagesThatChangedPlaces() {
        entries.set(1, message(2, "k3", "u_bob", "two"));
        entries.set(2, message(3, "k2", "u_ann", "one"));

        assertThat(check()).isEqualTo(new Tally(3, 0, 0, 2, 0, 0, 0));
    }

    @Test
    void findsEntriesInTheWrongOrder() {
        Collections.swap(entries, 1, 2);

        assertThat(check().holes()).isPositive();
    }

    @Test
    void findsAnAlteredText() {
        entries.set(2, message(3, "k3", "u_bob", "too"));

        assertThat(check()).isEqualTo(new Tally(3, 0, 0, 0, 1, 0, 0));
    }

    @Test
    void findsAnotherSender() {
        entries.set(2, message(3, "k3", "u_cy", "two"));

        assertThat(check()).isEqualTo(new Tally(3, 0, 0, 0, 1, 0, 0));
    }

    @Test
    void findsAMessageThatNobodySent() {
        entries.add(message(5, "k9", "u_bob", "two"));

        assertThat(check()).isEqualTo(new Tally(4, 0, 0, 0, 0, 1, 0));
    }

    @Test
    void findsWhatCameAfterTheReaderLeft() {
        assertThat(comparer.check(new Reading("r", 0, 3, true, entries))).isEqualTo(new Tally(3, 0, 0, 0, 0, 1, 0));
    }

    @Test
    void asksNothingOfTheTimeBeforeAndAfterTheReaderWasThere() {
        assertThat(comparer.check(new Reading("r", 2, 3, true, entries.subList(2, 3))))
                .isEqualTo(new Tally(1, 0, 0, 0, 0, 0, 0));
    }

    @Test
    void holdsAMessageWithoutAckToTheSamePlaceForAll() {
        Comparer unsure = new Comparer(List.of(new Ledger.Line("k2", "u_ann", "one", null)));

        Tally first = unsure.check(new Reading("r", 1, 2, false, List.of(message(2, "k2", "u_ann", "one"))));
        Tally second = unsure.check(new Reading("s", 2, 3, false, List.of(message(3, "k2", "u_ann", "one"))));
        Tally never = unsure.check(new Reading("t", 3, 3, false, List.of()));

        assertThat(first.clean()).isTrue();
        assertThat(second.reordered()).isEqualTo(1);
        assertThat(never.clean()).isTrue();
    }

    @Test
    void findsASenderWhoseMessagesWereAckedInTheWrongOrder() {
        assertThat(Comparer.ackedOutOfOrder(List.of(
                        new Ledger.Line("k1", "u_ann", "one", 5L),
                        new Ledger.Line("k2", "u_bob", "two", 3L),
                        new Ledger.Line("k3", "u_ann", "three", 4L))))
                .isEqualTo(1);
    }

    @Test
    void findsTwoMessagesThatWereAckedAtOnePlace() {
        assertThat(Comparer.ackedOutOfOrder(
                        List.of(new Ledger.Line("k1", "u_ann", "one", 5L), new Ledger.Line("k2", "u_bob", "two", 5L))))
                .isEqualTo(1);
    }

    private Tally check() {
        return comparer.check(new Reading("r", 0, 4, false, entries));
    }

    private static Entry message(long seq, String key, String by, String text) {
        return entry(seq, "message", key, by, text);
    }

    private static Entry entry(
            long seq, String kind, @Nullable String key, @Nullable String by, @Nullable String text) {
        return new Entry(seq, seq, 1, kind, by, key, text, null, null, null, null);
    }
}
