package parley.gateway.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import parley.gateway.FrameSchemas;
import parley.gateway.wire.GoldenFrames.Golden;

class GoldenFramesTest {

    private static final FrameSchemas SCHEMAS = FrameSchemas.fromClasspath();

    private final FrameCodec codec = new FrameCodec(WireLimits.DEFAULT);
    private final JsonMapper json = JsonMapper.builder()
            .defaultPropertyInclusion(
                    JsonInclude.Value.construct(JsonInclude.Include.NON_NULL, JsonInclude.Include.ALWAYS))
            .build();

    static List<Golden> client() {
        return GoldenFrames.of("client");
    }

    static List<Golden> server() {
        return GoldenFrames.of("server");
    }

    @ParameterizedTest
    @MethodSource("client")
    void readsEveryClientFrameCompletely(Golden golden) throws JsonProcessingException {
        FrameCodec.Decoded decoded = codec.decode(golden.json());

        assertThat(decoded).isInstanceOf(FrameCodec.Valid.class);
        ClientFrame frame = ((FrameCodec.Valid) decoded).frame();
        assertThat(asJson(frame)).isEqualTo(json.readTree(golden.json()));
    }

    @ParameterizedTest
    @MethodSource("server")
    void writesEveryServerFrameAsItWasRead(Golden golden) throws JsonProcessingException {
        ServerFrame frame = json.readValue(golden.json(), ServerFrame.class);

        byte[] written = codec.encode(frame);

        assertThat(json.readTree(new String(written, StandardCharsets.UTF_8))).isEqualTo(json.readTree(golden.json()));
        assertThat(new String(written, StandardCharsets.UTF_8)).startsWith("{\"type\":");
    }

    @ParameterizedTest
    @MethodSource("client")
    void documentsEveryClientFrame(Golden golden) {
        assertThat(SCHEMAS.violationsOfClient(golden.json())).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("server")
    void documentsEveryServerFrame(Golden golden) {
        assertThat(SCHEMAS.violationsOfServer(golden.json())).isEmpty();
    }

    @Test
    void hasAGoldenFileForEveryDocumentedTypeAndEveryTypeOfTheCode() throws JsonProcessingException {
        Set<String> ofCode = new TreeSet<>();
        Arrays.stream(ServerFrame.class.getAnnotation(JsonSubTypes.class).value())
                .forEach(type -> ofCode.add(type.name()));

        assertThat(types(client())).isEqualTo(SCHEMAS.types("client"));
        assertThat(types(server())).isEqualTo(SCHEMAS.types("server")).isEqualTo(ofCode);
        assertThat(ServerFrame.class.getPermittedSubclasses()).hasSize(ofCode.size());
    }

    @Test
    void documentsEveryErrorCode() {
        List<String> documented = json.convertValue(
                SCHEMAS.enumOf("ErrorCode"), json.getTypeFactory().constructCollectionType(List.class, String.class));

        assertThat(documented)
                .containsExactlyElementsOf(
                        Arrays.stream(ErrorCode.values()).map(ErrorCode::code).toList());
    }

    private Set<String> types(List<Golden> frames) throws JsonProcessingException {
        Set<String> types = new TreeSet<>();
        for (Golden golden : frames) {
            types.add(json.readTree(golden.json()).get("type").textValue());
        }
        return types;
    }

    /** The fields of the record, and what it stands for without saying so. */
    private JsonNode asJson(ClientFrame frame) throws JsonProcessingException {
        ObjectNode object = json.createObjectNode();
        object.put("type", frame.type());
        if (frame instanceof ClientFrame.Hello) {
            object.put("version", 1);
        }
        if (frame instanceof ClientFrame.CreateDirect) {
            object.put("kind", "direct");
        }
        if (frame instanceof ClientFrame.CreateGroup) {
            object.put("kind", "group");
        }
        object.setAll((ObjectNode) json.valueToTree(frame));
        return json.readTree(json.writeValueAsString(object));
    }
}
