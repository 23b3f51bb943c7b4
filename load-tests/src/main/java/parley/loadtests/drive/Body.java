package parley.loadtests.drive;

import java.util.Random;

/** The texts of a run: a stamp, then letters that compress badly. */
final class Body {

    private static final int POOL = 1 << 14;
    private static final String LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

    private final int run;
    private final int padding;
    private final byte[] pool;

    /** @param length bytes of a text, stamp included */
    Body(int run, int length) {
        this.run = run;
        this.padding = length - Stamp.LENGTH;
        this.pool = new byte[POOL + padding];
        Random random = new Random(run);
        for (int i = 0; i < pool.length; i++) {
            pool[i] = (byte) LETTERS.charAt(random.nextInt(LETTERS.length()));
        }
    }

    int run() {
        return run;
    }

    Outgoing put(Outgoing frame, int sender, int number, long intendedNanos) {
        return frame.stamp(run, sender, number, intendedNanos)
                .put(pool, (number * padding + sender) & (POOL - 1), padding);
    }
}
