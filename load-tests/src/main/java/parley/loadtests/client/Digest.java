package parley.loadtests.client;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * The digest of a chat list: sixteen 64-bit numbers, one for each bucket of chats.
 */
public final class Digest {

    public static final int BUCKETS = 16;

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
            add(sums, chat.chat(), chat.seq(), chat.read().seq(), chat.leftSeqOrZero());
        }
        return words(sums);
    }

    /** Adds a chat to {@link #BUCKETS} sums. */
    public static void add(long[] sums, String chat, long seq, long readSeq, long leftSeq) {
        sums[bucketOf(chat)] ^= fnv(chat + ":" + seq + ":" + readSeq + ":" + leftSeq);
    }

    /** The sums as they are written. */
    public static List<String> words(long[] sums) {
        List<String> words = new ArrayList<>(BUCKETS);
        for (long sum : sums) {
            words.add(String.format("%016x", sum));
        }
        return words;
    }
}
