package parley.loadtests.gatling;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RhythmTest {

    private final Rhythm rhythm = new Rhythm();
    private final List<Long> beats = new ArrayList<>();

    @Test
    void whatWasNotDoneInTimeIsDoneLaterWithTheTimeAtWhichItWasMeant() {
        rhythm.begin((person, intended) -> beats.add(intended), 1_000, 100, 2_000);

        rhythm.due(1_250, null);

        assertThat(beats).containsExactly(1_000L, 1_100L, 1_200L);
        assertThat(rhythm.untilNext(1_250, 500)).isEqualTo(50);
    }

    @Test
    void endsWhenItsTimeIsOver() {
        rhythm.begin((person, intended) -> beats.add(intended), 1_000, 100, 1_150);

        rhythm.due(9_000, null);

        assertThat(beats).containsExactly(1_000L, 1_100L);
        assertThat(rhythm.untilNext(9_000, 500)).isEqualTo(500);
    }
}
