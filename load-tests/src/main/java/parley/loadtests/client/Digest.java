package parley.loadtests.client;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * The digest of a chat list: sixteen 64-bit numbers, one for each bucket of chats.
 */
final class Digest {

    static final int BUCKETS = 16;

    private static final long OFFSET_BASIS = 0xcbf29ce484222325L;
    private static final long PRIME = 0x100000001b3L;

    private Digest() {}

    /** FNV-1a, 64 bits, of the UTF-8 bytes. */
    static long fnv(String text) {
        long hash = OFFSET_BASIS;
        for (byte octet : text.getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ (octet & 0xff)) * PRIME;
        }
        return hash;
    }

    static int bucketOf(String chat) {
        return (int) Long.remainderUnsigned(fnv(chat), BUCKETS);
    }

    static List<String> of(Collection<ChatSummary> chats) {
        long[] sums = new long[BUCKETS];
        for (ChatSummary chat : chats) {
            sums[bucketOf(chat.chat())] ^=
                    fnv(chat.chat() + ":" + chat.seq() + ":" + chat.read().seq() + ":" + chat.leftSeqOrZero());
        }
        List<String> words = new ArrayList<>(BUCKETS);
        for (long sum : sums) {
            words.add(String.format("%016x", sum));
        }
        return words;
    }
}
