package parley.system.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import parley.loadtests.client.FrameTap;

class DocumentTapTest {

    private final DocumentTap tap = new DocumentTap(document("asyncapi.yaml"), document("openapi.yaml"));

    @Test
    void findsNothingWrongWithWhatIsDocumented() {
        tap.sent("{\"type\":\"ping\",\"id\":15}");
        tap.received("{\"type\":\"pong\",\"id\":15,\"serverTime\":1790000000000}");
        tap.exchanged(lookup("{\"users\":[]}"));

        assertThat(tap.violations()).isEmpty();
        assertThat(tap.seen()).isEqualTo(3);
    }

    @Test
    void findsAFieldThatIsNotDocumented() {
        tap.sent("{\"type\":\"ping\",\"id\":15,\"mood\":\"good\"}");

        assertThat(tap.violations()).singleElement().asString().contains("mood");
    }

    @Test
    void findsAFieldThatIsMissing() {
        tap.received("{\"type\":\"pong\",\"id\":15}");

        assertThat(tap.violations()).singleElement().asString().contains("serverTime");
    }

    @Test
    void findsAnAnswerThatIsNotAsDocumented() {
        tap.exchanged(lookup("{\"people\":[]}"));

        assertThat(tap.violations()).singleElement().asString().contains("users");
    }

    private static FrameTap.Exchange lookup(String answer) {
        return new FrameTap.Exchange(
                "http://node", 0, "POST", "/v1/users/lookup", "{\"users\":[\"u_bob\"]}", 200, answer);
    }

    private static String document(String name) {
        try (InputStream yaml = DocumentTapTest.class.getResourceAsStream("/docs/" + name)) {
            return new String(yaml.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
