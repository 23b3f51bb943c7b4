package parley.engine.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import parley.engine.chat.domain.ChatKind;
import parley.engine.fakes.Given;
import parley.engine.id.Position;
import parley.engine.inbox.Inbox.Head;
import parley.engine.inbox.Inbox.InboxRow;
import parley.engine.inbox.Inbox.Info;
import parley.engine.inbox.Inbox.Stamp;
import parley.engine.inbox.SizeClass;

class ListDigestTest {

    private static final BigInteger TWO_64 = BigInteger.ONE.shiftLeft(64);

    private static InboxRow row(String chat, long seq, long read, long left) {
        return new InboxRow(
                Given.chat(chat),
                new Info(ChatKind.GROUP, "Verona", SizeClass.SMALL, 2),
                null,
                new Head(new Stamp(5, seq), 0, null),
                1,
                left,
                new Position(read, 0),
                false);
    }

    /** The recipe of docs/protocol.md 2.2, in numbers that do not overflow. */
    private static BigInteger fnv(String text) {
        BigInteger hash = new BigInteger("cbf29ce484222325", 16);
        for (byte octet : text.getBytes(StandardCharsets.UTF_8)) {
            hash = hash.xor(BigInteger.valueOf(octet & 0xff))
                    .multiply(new BigInteger("100000001b3", 16))
                    .mod(TWO_64);
        }
        return hash;
    }

    @Test
    void isWhatTheProtocolSays() {
        List<InboxRow> rows = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            rows.add(row("g_" + i, i + 1, i / 2, i % 7 == 0 ? i : 0));
        }
        BigInteger[] expected = new BigInteger[16];
        java.util.Arrays.fill(expected, BigInteger.ZERO);
        for (InboxRow row : rows) {
            String chat = row.chat().local();
            int bucket = fnv(chat).mod(BigInteger.valueOf(16)).intValueExact();
            expected[bucket] = expected[bucket].xor(
                    fnv(chat + ":" + row.head().stamp().seq() + ":" + row.read().seq() + ":" + row.leftSeq()));
        }
        assertThat(ListDigest.of(rows))
                .extracting(Long::toHexString)
                .containsExactly(java.util.Arrays.stream(expected)
                        .map(bucket -> bucket.toString(16))
                        .toArray(String[]::new));
    }

    @Test
    void hashesAsPublished() {
        assertThat(ListDigest.fnv("")).isEqualTo(0xcbf29ce484222325L);
        assertThat(ListDigest.fnv("a")).isEqualTo(0xaf63dc4c8601ec8cL);
        assertThat(ListDigest.fnv("foobar")).isEqualTo(0x85944171f73967e8L);
    }

    @Test
    void doesNotDependOnTheOrder() {
        InboxRow one = row("g_1", 5, 4, 0);
        InboxRow other = row("g_2", 6, 4, 0);
        assertThat(ListDigest.of(List.of(one, other))).isEqualTo(ListDigest.of(List.of(other, one)));
        assertThat(ListDigest.of(List.of())).containsOnly(0L).hasSize(16);
    }

    @Test
    void namesTheBucketsThatDiffer() {
        List<Long> before = ListDigest.of(List.of(row("g_1", 5, 4, 0), row("g_2", 6, 4, 0)));
        InboxRow moved = row("g_1", 5, 5, 0);
        assertThat(ListDigest.differing(before, List.of(moved, row("g_2", 6, 4, 0))))
                .containsExactly(ListDigest.bucketOf(moved));
        assertThat(ListDigest.differing(before, List.of(row("g_1", 5, 4, 5), row("g_2", 6, 4, 0))))
                .containsExactly(ListDigest.bucketOf(moved));
        assertThat(ListDigest.differing(null, List.of())).hasSize(16);
        assertThat(ListDigest.differing(List.of(1L), List.of())).hasSize(16);
    }
}
