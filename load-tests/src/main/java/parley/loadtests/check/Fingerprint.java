package parley.loadtests.check;

import java.nio.charset.StandardCharsets;

/**
 * Numbers of 64 bits that stand for keys and texts, so that a history stays small. Among ten million texts, two of the same number are to be
 * expected once in 370,000 runs.
 */
final class Fingerprint {

    private static final long OFFSET_BASIS = 0xcbf29ce484222325L;
    private static final long PRIME = 0x100000001b3L;

    private Fingerprint() {}

    /** Of a message's key: the same key of two senders is two keys. Never 0. */
    static long key(String sender, String key) {
        long hash = of(sender + '\n' + key);
        return hash == 0 ? 1 : hash;
    }

    static long of(String text) {
        long hash = OFFSET_BASIS;
        for (byte octet : text.getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ (octet & 0xff)) * PRIME;
        }
        return mixed(hash);
    }

    /** FNV alone leaves its high bits poor for short texts. */
    private static long mixed(long hash) {
        long once = (hash ^ (hash >>> 33)) * 0xff51afd7ed558ccdL;
        long twice = (once ^ (once >>> 33)) * 0xc4ceb9fe1a85ec53L;
        return twice ^ (twice >>> 33);
    }
}
