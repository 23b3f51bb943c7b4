package parley.loadtests.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class StatisticsTest {

    @Test
    void takesTheMedianOfRatiosAndNotTheRatioOfMedians() {
        List<double[]> pairs = List.of(new double[] {30, 10}, new double[] {20, 20}, new double[] {400, 100});

        assertThat(Statistics.ratio(pairs).median()).isCloseTo(3, within(1e-9));
    }

    @Test
    void twiceAndHalfAreAsFarFromOne() {
        List<double[]> pairs = List.of(new double[] {2, 1}, new double[] {1, 2});

        assertThat(Statistics.ratio(pairs).median()).isCloseTo(1, within(1e-9));
    }

    @Test
    void pairsThatAgreeLeaveNoDoubtAndOthersDo() {
        assertThat(Statistics.ratio(Collections.nCopies(4, new double[] {6, 2})))
                .isEqualTo(new Statistics.Ratio(Math.exp(Math.log(3)), Math.exp(Math.log(3)), Math.exp(Math.log(3))));

        Statistics.Ratio apart = Statistics.ratio(
                List.of(new double[] {1, 1}, new double[] {2, 1}, new double[] {4, 1}, new double[] {8, 1}));
        assertThat(apart.low()).isCloseTo(1, within(1e-9));
        assertThat(apart.high()).isCloseTo(8, within(1e-9));
        assertThat(apart.median()).isCloseTo(Math.sqrt(8), within(1e-9));
    }

    /** Of eight values the median of a resample is below the second smallest in some 2 % of all. */
    @Test
    void theIntervalNarrowsWithMorePairs() {
        List<double[]> eight = List.of(
                new double[] {1, 1},
                new double[] {2, 1},
                new double[] {3, 1},
                new double[] {4, 1},
                new double[] {5, 1},
                new double[] {6, 1},
                new double[] {7, 1},
                new double[] {8, 1});

        Statistics.Ratio ratio = Statistics.ratio(eight);

        assertThat(ratio.low()).isBetween(1.4, 2.6);
        assertThat(ratio.high()).isBetween(6.4, 7.6);
    }

    @Test
    void theSlopeIsThatOfTheNearestLine() {
        assertThat(Statistics.slope(new double[] {2000, 10_000, 18_000}, new double[] {1e6 + 10, 5e6 - 20, 9e6 + 10}))
                .isCloseTo(500, within(1e-9));
        assertThatThrownBy(() -> Statistics.slope(new double[] {5, 5}, new double[] {1, 2}))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void metricsAreAddedOverTheirLabels() {
        Prometheus metrics = Prometheus.parse("""
                # TYPE jvm_memory_used_bytes gauge
                jvm_memory_used_bytes{area="heap",id="Tenured Gen"} 1.5E7
                jvm_memory_used_bytes{area="heap",id="Eden Space"} 500
                jvm_memory_used_bytes{area="nonheap",id="Metaspace"} 7
                jvm_memory_used_bytes_more 1
                parley_socket_open 3 1700000000000
                """);

        assertThat(metrics.sum("jvm_memory_used_bytes", "area=\"heap\"")).isEqualTo(15_000_500);
        assertThat(metrics.sum("jvm_memory_used_bytes", "")).isEqualTo(15_000_507);
        assertThat(metrics.sum("parley_socket_open", "")).isEqualTo(3);
        assertThat(metrics.sum("parley_unknown", "")).isZero();
    }
}
