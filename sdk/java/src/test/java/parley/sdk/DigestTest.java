package parley.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class DigestTest {

    @Test
    void hashesAsTheProtocolSays() {
        assertThat(Long.toHexString(Digest.fnv1a64(""))).isEqualTo("cbf29ce484222325");
        assertThat(Long.toHexString(Digest.fnv1a64("a"))).isEqualTo("af63dc4c8601ec8c");
        assertThat(Long.toHexString(Digest.fnv1a64("foobar"))).isEqualTo("85944171f73967e8");
    }

    @Test
    void addsEachChatToItsBucket() {
        Chat chat = new Chat("g_7f", "group", "t", 2, 43, 40, new Position(41, 39), 1, null, null, null, 0);

        List<String> digest = Digest.of(List.of(chat, chat.at(44, 41), chat));

        int bucket = Digest.bucketOf("g_7f");
        assertThat(digest).hasSize(16);
        // Twice the same is nothing.
        assertThat(digest.get(bucket)).isEqualTo(HexFormat.of().toHexDigits(Digest.fnv1a64("g_7f:44:41:0")));
        assertThat(digest.stream().filter(one -> one.equals("0".repeat(16)))).hasSize(15);
        assertThat(Digest.of(List.of(chat.left(43))).get(bucket))
                .isEqualTo(HexFormat.of().toHexDigits(Digest.fnv1a64("g_7f:43:41:43")));
    }
}
