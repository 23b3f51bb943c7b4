package parley.loadtests.check;

import java.util.Arrays;

/** The highest of some numbers up to any moment; numbers are noted in the order of their moments. Not thread-safe. */
final class HighWater {

    private long[] moments = new long[16];
    private long[] highest = new long[16];
    private int size;

    /** Numbers that raise nothing are forgotten. */
    void note(long moment, long number) {
        if (size > 0 && number <= highest[size - 1]) {
            return;
        }
        if (size == moments.length) {
            moments = Arrays.copyOf(moments, size * 2);
            highest = Arrays.copyOf(highest, size * 2);
        }
        moments[size] = moment;
        highest[size] = number;
        size++;
    }

    /** Of what was noted before the moment; 0 if nothing was. */
    long upTo(long moment) {
        int found = Arrays.binarySearch(moments, 0, size, moment);
        int below = found >= 0 ? found - 1 : -found - 2;
        while (below >= 0 && moments[below] >= moment) {
            below--;
        }
        return below < 0 ? 0 : highest[below];
    }
}
