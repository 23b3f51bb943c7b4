package parley.loadtests.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class TimelineTest {

    private static final long BEGAN = 7_000_000_000L;

    private final Gaps gaps = new Gaps();
    private final Timeline timeline = new Timeline(gaps, BEGAN);

    @Test
    void countsWhatHappenedInEachSlice() {
        timeline.acked(millis(10));
        timeline.acked(millis(10));
        timeline.delivered(millis(40));
        timeline.tick(BEGAN + millis(500));
        timeline.acked(millis(90));
        timeline.tick(BEGAN + millis(1000));

        assertThat(timeline.slices()).extracting(Timeline.Slice::atMillis).containsExactly(500L, 1000L);
        assertThat(timeline.slices()).extracting(Timeline.Slice::acked).containsExactly(2L, 1L);
        assertThat(timeline.slices()).extracting(Timeline.Slice::delivered).containsExactly(1L, 0L);
        assertThat(timeline.slices().get(0).ackP99()).isCloseTo(10, within(0.2));
        assertThat(timeline.slices().get(0).deliveryP99()).isCloseTo(40, within(0.5));
        assertThat(timeline.slices().get(1).ackP99()).isCloseTo(90, within(1.0));
        assertThat(timeline.slices().get(1).deliveryP99()).isZero();
        assertThat(timeline.ackPercentile(50)).isCloseTo(10, within(0.2));
        assertThat(timeline.ackedCount()).isEqualTo(3);
    }

    @Test
    void aChatIsNotAvailableWhileSomethingWaitsTooLong() {
        gaps.sent("a", BEGAN);
        gaps.sent("b", BEGAN);
        gaps.acked("b", BEGAN + millis(5));
        timeline.tick(BEGAN + millis(500));
        timeline.tick(BEGAN + millis(1500));
        gaps.acked("a", BEGAN + millis(1600));
        timeline.tick(BEGAN + millis(2000));

        assertThat(timeline.slices()).extracting(Timeline.Slice::available).containsExactly(100.0, 50.0, 100.0);
    }

    private static long millis(long millis) {
        return TimeUnit.MILLISECONDS.toNanos(millis);
    }
}
