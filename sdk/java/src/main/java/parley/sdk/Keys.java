package parley.sdk;

import java.security.SecureRandom;
import java.util.UUID;

/**
 * Makes UUIDs of version 7. Those that one client makes sort in the order in which they were made: within a millisecond a 12-bit counter
 * grows, and past its end the time is borrowed from the next millisecond. Thread-safe.
 */
final class Keys {

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int COUNTER_MAX = 0xfff;
    private static final long VERSION_7 = 0x7000L;
    private static final long VARIANT = 0x8000000000000000L;
    private static final long RANDOM_62 = 0x3fffffffffffffffL;

    private long lastMs;
    private int counter;

    synchronized String next(long nowMs) {
        if (nowMs > lastMs) {
            lastMs = nowMs;
            counter = 0;
        } else if (++counter > COUNTER_MAX) {
            lastMs++;
            counter = 0;
        }
        return new UUID(lastMs << 16 | VERSION_7 | counter, VARIANT | (RANDOM.nextLong() & RANDOM_62)).toString();
    }
}
