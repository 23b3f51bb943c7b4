package parley.loadtests.drive;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SeriesTest {

    private final Series series = new Series();

    @Test
    void aMessageIsInFlightUntilItsLastPart() {
        series.begin(0, 7, 2);

        assertThat(series.part(0)).isFalse();
        assertThat(series.part(0)).isTrue();
        assertThat(series.part(0)).as("one part too many").isFalse();
    }

    @Test
    void remembersAsManyAsAreInFlightWhicheverEndsFirst() {
        for (int number = 0; number < 100; number++) {
            series.begin(number, 1000 + number, 1);
        }
        for (int number = 99; number > 0; number--) {
            assertThat(series.intendedNanos(number)).isEqualTo(1000 + number);
            assertThat(series.part(number)).isTrue();
        }
        series.begin(100, 2000, 1);

        assertThat(series.intendedNanos(0)).isEqualTo(1000);
        assertThat(series.intendedNanos(100)).isEqualTo(2000);
    }

    @Test
    void whatIsAbandonedIsNotInFlight() {
        series.begin(0, 1, 2);
        series.part(0);

        assertThat(series.abandon(0)).isTrue();
        assertThat(series.abandon(0)).isFalse();
        assertThat(series.part(0)).as("what comes later ends nothing").isFalse();
    }
}
