package parley.loadtests.bench;

/** A sentinel: the same computation each time. When its time moves, the machine did something else. */
final class Spin {

    private static final int ROUNDS = 200_000_000;
    private static final int TRIES = 3;
    /** A run between two of these that differ by more is suspect. */
    static final double MOVED_MAX = 0.03;

    private Spin() {}

    /** The best of a few, in milliseconds. */
    static double millis() {
        double best = Double.MAX_VALUE;
        for (int i = 0; i < TRIES; i++) {
            long start = System.nanoTime();
            if (spin(start) == 0) {
                throw new BenchException("a number that cannot come out");
            }
            best = Math.min(best, (System.nanoTime() - start) / 1e6);
        }
        return best;
    }

    private static long spin(long seed) {
        long state = seed | 1;
        for (int i = 0; i < ROUNDS; i++) {
            state ^= state << 13;
            state ^= state >>> 7;
            state ^= state << 17;
        }
        return state;
    }
}
