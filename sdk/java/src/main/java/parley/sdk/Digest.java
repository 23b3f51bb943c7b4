package parley.sdk;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;

/** The digest of a whole chat list: 16 numbers, from which a server sees which parts differ (docs/protocol.md, section 2.2). */
final class Digest {

    private static final long OFFSET_BASIS = 0xcbf29ce484222325L;
    private static final long PRIME = 0x100000001b3L;
    private static final int BUCKETS = 16;

    private Digest() {}

    /** FNV-1a, 64 bits, of the UTF-8 bytes of a text. */
    static long fnv1a64(String text) {
        long hash = OFFSET_BASIS;
        for (byte one : text.getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ (one & 0xff)) * PRIME;
        }
        return hash;
    }

    /** The bucket of the list that a chat belongs to, 0 to 15. */
    static int bucketOf(String chat) {
        return (int) (fnv1a64(chat) & (BUCKETS - 1));
    }

    static List<String> of(Collection<Chat> chats) {
        long[] buckets = new long[BUCKETS];
        for (Chat chat : chats) {
            long left = chat.leftSeq() == null ? 0 : chat.leftSeq();
            String state = chat.chat() + ":" + chat.seq() + ":" + chat.read().seq() + ":" + left;
            buckets[bucketOf(chat.chat())] ^= fnv1a64(state);
        }
        List<String> digest = new ArrayList<>();
        for (long bucket : buckets) {
            digest.add(HexFormat.of().toHexDigits(bucket));
        }
        return digest;
    }
}
