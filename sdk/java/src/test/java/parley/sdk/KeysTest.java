package parley.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class KeysTest {

    @Test
    void sortInTheOrderInWhichTheyWereMadeAlsoWhenTheClockStandsOrGoesBack() {
        var keys = new Keys();

        List<String> made = IntStream.range(0, 10_000)
                .mapToObj(i -> keys.next(1_790_000_000_000L - i / 5_000))
                .toList();

        assertThat(made).isSorted().doesNotHaveDuplicates();
        assertThat(UUID.fromString(made.get(0)).version()).isEqualTo(7);
        assertThat(UUID.fromString(made.get(9_999)).variant()).isEqualTo(2);
    }
}
