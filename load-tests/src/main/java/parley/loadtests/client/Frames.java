package parley.loadtests.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes the JSON of the protocol. Unknown fields are ignored, as the protocol asks of a client. Thread-safe.
 */
final class Frames {

    private static final ObjectMapper JSON = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private Frames() {}

    /** A new frame of a type, without an id. */
    static ObjectNode frame(String type) {
        return JSON.createObjectNode().put("type", type);
    }

    /** A new JSON object, for a body over HTTP. */
    static ObjectNode object() {
        return JSON.createObjectNode();
    }

    static ArrayNode texts(Collection<String> texts) {
        ArrayNode array = JSON.createArrayNode();
        texts.forEach(array::add);
        return array;
    }

    /** The frame as text, with {@code type} first and {@code id} next. */
    static String withId(ObjectNode frame, long id) {
        ObjectNode numbered = frame(frame.path("type").asText()).put("id", id);
        numbered.setAll(frame);
        return write(numbered);
    }

    static String write(JsonNode node) {
        try {
            return JSON.writeValueAsString(node);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a JSON tree that cannot be written", e);
        }
    }

    /** @throws WireException with the code {@code bad_frame} if it is not one JSON object */
    static JsonNode read(String text) {
        try {
            JsonNode node = JSON.readTree(text);
            if (!node.isObject()) {
                throw WireException.badFrame("not a JSON object");
            }
            return node;
        } catch (JsonProcessingException e) {
            throw WireException.badFrame("not JSON: " + e.getOriginalMessage());
        }
    }

    /** @throws WireException with the code {@code bad_frame} if a field is missing or of the wrong type */
    static <T> T as(JsonNode node, Class<T> type) {
        try {
            return JSON.treeToValue(node, type);
        } catch (JsonProcessingException | IllegalArgumentException e) {
            throw WireException.badFrame(type.getSimpleName() + ": " + firstLine(e.getMessage()));
        }
    }

    /** The members of an array field, each read as a record. */
    static <T> List<T> list(JsonNode node, String field, Class<T> type) {
        JsonNode array = node.path(field);
        if (!array.isArray()) {
            throw WireException.badFrame("no array " + field);
        }
        List<T> values = new ArrayList<>(array.size());
        array.forEach(member -> values.add(as(member, type)));
        return List.copyOf(values);
    }

    /** @throws WireException with the code {@code bad_frame} if there is no such text */
    static String text(JsonNode node, String field) {
        JsonNode value = node.path(field);
        if (!value.isTextual()) {
            throw WireException.badFrame("no text " + field);
        }
        return value.textValue();
    }

    /** @throws WireException with the code {@code bad_frame} if there is no such whole number */
    static long number(JsonNode node, String field) {
        JsonNode value = node.path(field);
        if (!value.canConvertToExactIntegral()) {
            throw WireException.badFrame("no whole number " + field);
        }
        return value.longValue();
    }

    private static String firstLine(@Nullable String message) {
        return message == null ? "unreadable" : message.lines().findFirst().orElse("unreadable");
    }
}
