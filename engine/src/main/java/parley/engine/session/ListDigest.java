package parley.engine.session;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import parley.engine.inbox.Inbox.InboxRow;

/**
 * Tells, in 16 numbers, which parts of a client's chat list differ from the stored one. The hash is FNV-1a of 64 bits (Fowler,
 * Noll, Vo); docs/protocol.md 2.2 has the recipe for clients.
 */
final class ListDigest {

    static final int BUCKETS = 16;

    private static final long OFFSET_BASIS = 0xcbf29ce484222325L;
    private static final long PRIME = 0x100000001b3L;

    private ListDigest() {}

    static List<Long> of(List<InboxRow> rows) {
        long[] buckets = new long[BUCKETS];
        for (InboxRow row : rows) {
            String chat = row.chat().local();
            buckets[bucketOf(row)] ^=
                    fnv(chat + ":" + row.head().stamp().seq() + ":" + row.read().seq() + ":" + row.leftSeq());
        }
        List<Long> digest = new ArrayList<>(BUCKETS);
        for (long bucket : buckets) {
            digest.add(bucket);
        }
        return digest;
    }

    static int bucketOf(InboxRow row) {
        return (int) (fnv(row.chat().local()) & (BUCKETS - 1));
    }

    /** The buckets that a client with this digest must replace: all of them for one that has none, and those that are not sure. */
    static List<Integer> differing(@Nullable List<Long> client, List<InboxRow> rows) {
        List<Long> stored = of(rows);
        Set<Integer> open =
                rows.stream().filter(InboxRow::open).map(ListDigest::bucketOf).collect(Collectors.toSet());
        List<Integer> differing = new ArrayList<>();
        for (int bucket = 0; bucket < BUCKETS; bucket++) {
            if (client == null
                    || client.size() != BUCKETS
                    || open.contains(bucket)
                    || !client.get(bucket).equals(stored.get(bucket))) {
                differing.add(bucket);
            }
        }
        return differing;
    }

    static long fnv(String text) {
        long hash = OFFSET_BASIS;
        for (byte octet : text.getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ (octet & 0xff)) * PRIME;
        }
        return hash;
    }
}
