package parley.loadtests.bench;

import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** What can be said from a few pairs. */
final class Statistics {

    private static final int RESAMPLES = 10_000;
    private static final long SEED = 1;
    private static final double TAIL = 0.025;

    private Statistics() {}

    /** The median of the pairs' ratios and its 95 % interval. */
    record Ratio(double median, double low, double high) {}

    /**
     * Of each pair's first value over its second, on the logarithm, so that twice and half are equally far from one. The interval is that of
     * the percentile bootstrap over pairs; the same pairs give the same interval.
     */
    static Ratio ratio(List<double[]> pairs) {
        double[] logs =
                pairs.stream().mapToDouble(pair -> Math.log(pair[0] / pair[1])).toArray();
        Random random = new Random(SEED);
        double[] medians = new double[RESAMPLES];
        double[] resample = new double[logs.length];
        for (int i = 0; i < RESAMPLES; i++) {
            for (int k = 0; k < resample.length; k++) {
                resample[k] = logs[random.nextInt(logs.length)];
            }
            medians[i] = median(resample);
        }
        Arrays.sort(medians);
        return new Ratio(
                Math.exp(median(logs)),
                Math.exp(medians[(int) (RESAMPLES * TAIL)]),
                Math.exp(medians[(int) (RESAMPLES * (1 - TAIL)) - 1]));
    }

    static double median(double... values) {
        if (values.length == 0) {
            throw new IllegalArgumentException("no values");
        }
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int half = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
    }

    /** Of the line through the points that is nearest by least squares: how much y grows when x grows by one. */
    static double slope(double[] x, double[] y) {
        double meanX = Arrays.stream(x).average().orElseThrow();
        double meanY = Arrays.stream(y).average().orElseThrow();
        double together = 0;
        double alone = 0;
        for (int i = 0; i < x.length; i++) {
            together += (x[i] - meanX) * (y[i] - meanY);
            alone += (x[i] - meanX) * (x[i] - meanX);
        }
        if (alone == 0) {
            throw new IllegalArgumentException("a slope needs two places");
        }
        return together / alone;
    }
}
