package parley.loadtests.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import parley.loadtests.chaos.Gaps.Gap;

class GapsTest {

    private final Gaps gaps = new Gaps();

    @Test
    void aGapBeginsWhenAnyThingWaitsAndEndsWithTheNextAck() {
        gaps.sent("a", at(1.0));
        gaps.sent("a", at(3.0));
        gaps.acked("a", at(4.0));

        assertThat(gaps.between(at(0), at(9), at(9))).contains(new Gap("a", at(1), at(4)));
    }

    @Test
    void whatWaitsBesidesWaitsFromTheAckOn() {
        gaps.sent("a", at(1.0));
        gaps.sent("a", at(1.1));
        gaps.acked("a", at(2.0));
        gaps.acked("a", at(2.9));

        assertThat(gaps.between(at(0), at(9), at(9)))
                .containsExactly(new Gap("a", at(1), at(2)), new Gap("a", at(2), at(2.9)));
    }

    @Test
    void aChatInWhichNobodySpeaksHasNoGap() {
        gaps.sent("a", at(1.0));
        gaps.acked("a", at(1.1));
        gaps.sent("a", at(8.0));
        gaps.acked("a", at(8.1));

        assertThat(gaps.between(at(0), at(9), at(9))).isEmpty();
        assertThat(gaps.silent(Duration.ofSeconds(1), at(9))).isEmpty();
    }

    @Test
    void whatEndsWithoutAnAckDoesNotEndTheGapOfOthers() {
        gaps.sent("a", at(1.0));
        gaps.sent("a", at(2.0));
        gaps.ended("a", at(3.0));
        gaps.acked("a", at(5.0));

        assertThat(gaps.between(at(0), at(9), at(9))).containsExactly(new Gap("a", at(1), at(5)));
    }

    @Test
    void whatStillWaitsCountsAsIfItEndedNow() {
        gaps.sent("a", at(1.0));

        assertThat(gaps.between(at(2), at(9), at(8))).containsExactly(new Gap("a", at(1), at(8)));
        assertThat(gaps.silent(Duration.ofSeconds(1), at(2.5))).containsExactly("a");
        assertThat(gaps.silent(Duration.ofSeconds(1), at(1.5))).isEmpty();
    }

    @Test
    void onlyGapsOfTheTimeAskedForAreTold() {
        gaps.sent("a", at(1.0));
        gaps.acked("a", at(2.0));
        gaps.sent("b", at(5.0));
        gaps.acked("b", at(6.0));

        assertThat(gaps.between(at(4), at(9), at(9))).extracting(Gap::chat).containsExactly("b");
        assertThat(gaps.between(at(0), at(3), at(9))).extracting(Gap::chat).containsExactly("a");
    }

    @Test
    void anAckOfNothingIsAMistake() {
        assertThatThrownBy(() -> gaps.acked("a", at(1))).hasMessage("nothing waits in a");
    }

    private static long at(double seconds) {
        return (long) (seconds * TimeUnit.SECONDS.toNanos(1));
    }
}
