package parley.system.browser;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.LongStream;

/** The digest of a chat list as docs/protocol.md describes it, written here again so that the client's is held against another. */
final class FakeDigest {

    private static final int BUCKETS = 16;

    private FakeDigest() {}

    static List<String> of(List<ObjectNode> rows) {
        long[] buckets = new long[BUCKETS];
        for (ObjectNode row : rows) {
            String chat = row.get("chat").asText();
            String state = chat + ":" + row.get("seq").asLong() + ":"
                    + row.get("read").get("seq").asLong() + ":"
                    + row.path("leftSeq").asLong(0);
            buckets[bucketOf(chat)] ^= fnv1a64(state);
        }
        return LongStream.of(buckets)
                .mapToObj(bucket -> String.format("%016x", bucket))
                .toList();
    }

    static int bucketOf(String chat) {
        return (int) Long.remainderUnsigned(fnv1a64(chat), BUCKETS);
    }

    static long fnv1a64(String text) {
        long hash = 0xcbf29ce484222325L;
        for (byte one : text.getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ (one & 0xff)) * 0x100000001b3L;
        }
        return hash;
    }
}
