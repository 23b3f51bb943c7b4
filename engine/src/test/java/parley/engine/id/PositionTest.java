package parley.engine.id;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class PositionTest {

    private static final Position EARLIER = new Position(4, 2);
    private static final Position LATER = new Position(7, 4);

    @Test
    void theGreaterIsTheOneWithTheGreaterSeq() {
        assertThat(EARLIER.max(LATER)).isEqualTo(LATER);
        assertThat(LATER.max(EARLIER)).isEqualTo(LATER);
        assertThat(EARLIER.isBefore(LATER)).isTrue();
        assertThat(LATER.isBefore(EARLIER)).isFalse();
        assertThat(LATER.isBefore(LATER)).isFalse();
    }

    @Test
    void neverCountsMoreMessagesThanEntries() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Position(3, 4));
        assertThatIllegalArgumentException().isThrownBy(() -> new Position(-1, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> new Position(1, -1));
    }
}
