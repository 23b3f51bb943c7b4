package parley.sdk;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Frames and answers as objects, and back. Fields that are unknown here are ignored. */
final class Json {

    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .defaultPropertyInclusion(
                    JsonInclude.Value.construct(JsonInclude.Include.NON_NULL, JsonInclude.Include.NON_NULL))
            .build();

    private Json() {}

    static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    static ObjectNode frame(String type) {
        return object().put("type", type);
    }

    /** @throws JsonProcessingException if it is not JSON, or not an object */
    static ObjectNode parse(String text) throws JsonProcessingException {
        return MAPPER.readValue(text, ObjectNode.class);
    }

    static String text(Object value) {
        try {
            return MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    static byte[] bytes(Object value) {
        try {
            return MAPPER.writeValueAsBytes(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** @throws Refusal if the server sent what it may not */
    static <T> T as(JsonNode node, Class<T> type) {
        try {
            T value = MAPPER.treeToValue(node, type);
            if (value == null) {
                throw unreadable(type, "nothing");
            }
            return value;
        } catch (JsonProcessingException e) {
            throw unreadable(type, e.getOriginalMessage());
        }
    }

    static <T> List<T> list(JsonNode array, Class<T> type) {
        List<T> list = new ArrayList<>();
        array.forEach(item -> list.add(as(item, type)));
        return list;
    }

    static JsonNode strings(Collection<String> texts) {
        return MAPPER.valueToTree(texts);
    }

    private static Refusal unreadable(Class<?> type, String why) {
        return new Refusal("internal", "not a " + type.getSimpleName() + ": " + why, false, null);
    }
}
