package parley.gateway.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import parley.gateway.FrameSchemas;

/** Holds {@code docs/protocol.md}: whoever sends what it shows must be understood. */
class ProtocolDocumentTest {

    private static final Path DOCUMENT = Path.of("..", "docs", "protocol.md");
    private static final Pattern BLOCK = Pattern.compile("```json\n(.*?)```", Pattern.DOTALL);
    private static final Pattern INLINE = Pattern.compile("`(\\{\"type\":[^`]*})`");
    private static final Pattern ERROR_ROW = Pattern.compile("\\| `([a-z_]+)` \\| (yes|no) \\| (\\d+) \\|.*");
    private static final FrameSchemas SCHEMAS = FrameSchemas.fromClasspath();

    private final FrameCodec codec = new FrameCodec(WireLimits.DEFAULT);
    private final JsonMapper json = new JsonMapper();

    static List<String> examples() throws IOException {
        String document = Files.readString(DOCUMENT);
        List<String> examples = new ArrayList<>();
        Matcher block = BLOCK.matcher(document);
        while (block.find()) {
            try (MappingIterator<JsonNode> frames =
                    new JsonMapper().readerFor(JsonNode.class).readValues(block.group(1))) {
                frames.forEachRemaining(frame -> examples.add(frame.toString()));
            }
        }
        Matcher inline = INLINE.matcher(document);
        while (inline.find()) {
            examples.add(inline.group(1));
        }
        return examples;
    }

    @ParameterizedTest
    @MethodSource("examples")
    void showsOnlyFramesThatAreUnderstood(String example) throws IOException {
        boolean ofClient = codec.decode(example) instanceof FrameCodec.Valid
                && SCHEMAS.violationsOfClient(example).isEmpty();

        if (!ofClient) {
            assertThat(SCHEMAS.violationsOfServer(example)).isEmpty();
            ServerFrame frame = json.readValue(example, ServerFrame.class);
            assertThat(json.readTree(codec.encode(frame))).isEqualTo(json.readTree(example));
        }
    }

    @Test
    void showsEveryTypeOfFrame() throws IOException {
        String document = Files.readString(DOCUMENT);

        assertThat(examples()).hasSizeGreaterThan(40);
        assertThat(SCHEMAS.types("client"))
                .allSatisfy(type -> assertThat(document).containsAnyOf("\"type\":\"" + type + "\"", "`" + type + " {"));
        assertThat(SCHEMAS.types("server"))
                .allSatisfy(type -> assertThat(document).contains("\"type\":\"" + type));
    }

    @Test
    void listsEveryErrorCodeAsItIs() throws IOException {
        List<String> documented = new ArrayList<>();
        for (String line : Files.readAllLines(DOCUMENT)) {
            Matcher row = ERROR_ROW.matcher(line);
            if (row.matches()) {
                documented.add(row.group(1) + " " + row.group(2) + " " + row.group(3));
            }
        }

        List<String> coded = new ArrayList<>();
        for (ErrorCode code : ErrorCode.values()) {
            coded.add(code.code() + " " + (code.retryable() ? "yes" : "no") + " " + code.httpStatus());
        }
        assertThat(documented).containsExactlyElementsOf(coded);
    }

    @Test
    void understandsClientFramesInWhicheverOrderTheirFieldsStand() {
        assertThat(codec.decode("{\"id\":15,\"later\":{\"x\":[1]},\"type\":\"ping\"}"))
                .isEqualTo(new FrameCodec.Valid(new ClientFrame.Ping(15)));
    }
}
