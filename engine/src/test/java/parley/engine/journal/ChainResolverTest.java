package parley.engine.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import parley.engine.journal.Chain.Entry;

class ChainResolverTest {

    private final ChainResolver resolver = new ChainResolver(Entry.START);

    @Test
    void emptyLogEndsAtItsAnchor() {
        assertThat(resolver.chain().tip()).isEqualTo(Entry.START);
        assertThat(resolver.chain().contains(1, 1)).isFalse();
    }

    @Test
    void followsOneIncarnation() {
        rows(resolver, "1/10<0 2/10<10 3/10<10");

        assertThat(resolver.chain().tip()).isEqualTo(new Entry(3, 10));
        assertThat(resolver.chain().contains(2, 10)).isTrue();
        assertThat(resolver.chain().contains(4, 10)).isFalse();
    }

    @Test
    void dropsALateRowOfAnOlderIncarnation() {
        rows(resolver, "1/10<0 2/10<10 2/20<10 3/20<20");

        assertThat(resolver.chain().contains(2, 10)).isFalse();
        assertThat(resolver.chain().contains(2, 20)).isTrue();
        assertThat(resolver.chain().tip()).isEqualTo(new Entry(3, 20));
    }

    @Test
    void dropsLateRowsThatReachFurtherThanTheNewestIncarnation() {
        rows(resolver, "1/10<0 2/10<10 2/20<10 3/10<10 4/10<10 5/10<10");

        assertThat(resolver.chain().tip()).isEqualTo(new Entry(2, 20));
        assertThat(resolver.chain().contains(3, 10)).isFalse();
    }

    @Test
    void keepsTheNewestBackPointersWhereOldRowsLandBelow() {
        rows(resolver, "1/10<0 2/10<10 2/20<10 3/20<20 3/30<10");

        assertThat(resolver.chain().tip()).isEqualTo(new Entry(3, 30));
        assertThat(resolver.chain().contains(2, 10)).isTrue();
        assertThat(resolver.chain().contains(2, 20)).isFalse();
    }

    @Test
    void aHoleEndsTheLog() {
        rows(resolver, "1/10<0 2/10<10 4/10<10 5/10<10");

        assertThat(resolver.chain().tip()).isEqualTo(new Entry(2, 10));
    }

    @Test
    void aRowWhoseBackPointerLeadsNowhereIsNothing() {
        rows(resolver, "1/10<0 2/30<20 3/30<30");

        assertThat(resolver.chain().tip()).isEqualTo(new Entry(1, 10));
    }

    @Test
    void startsAtAnAnchor() {
        ChainResolver above = new ChainResolver(new Entry(5, 20));

        rows(above, "4/10<10 5/10<10 5/20<10 6/10<10 6/20<20 7/10<10");

        assertThat(above.chain().tip()).isEqualTo(new Entry(6, 20));
        assertThat(above.chain().contains(5, 20)).isFalse();
    }

    @Test
    void knowsWhetherTheNextRowCouldBeReached() {
        assertThat(resolver.canReach(1)).isTrue();

        rows(resolver, "1/10<0 2/30<20");

        assertThat(resolver.canReach(3)).isFalse();
    }

    @Test
    void refusesRowsOutOfOrder() {
        rows(resolver, "1/10<0 2/10<10");

        assertThatThrownBy(() -> resolver.accept(1, 20, 0)).hasMessage("seq: 1 (expected: at least 2)");
    }

    /** Rows written as {@code seq/epoch<previousEpoch}. */
    private static void rows(ChainResolver resolver, String rows) {
        for (String row : rows.split(" ", -1)) {
            String[] parts = row.split("[/<]", -1);
            resolver.accept(Long.parseLong(parts[0]), Long.parseLong(parts[1]), Long.parseLong(parts[2]));
        }
    }
}
