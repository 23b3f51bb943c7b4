package parley.loadtests.client;

import java.util.UUID;
import java.util.random.RandomGenerator;

/**
 * Makes the keys by which the server knows a retry: UUIDs of version 7, so they sort by the time they were made.
 */
final class MessageKeys {

    private static final long RANDOM_12 = 0xfffL;
    private static final long RANDOM_62 = 0x3fffffffffffffffL;
    private static final long VERSION_7 = 0x7000L;
    private static final long VARIANT = 0x8000000000000000L;

    private MessageKeys() {}

    static String next(long epochMillis, RandomGenerator random) {
        long high = (epochMillis << 16) | VERSION_7 | (random.nextLong() & RANDOM_12);
        long low = VARIANT | (random.nextLong() & RANDOM_62);
        return new UUID(high, low).toString();
    }
}
