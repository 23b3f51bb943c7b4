package parley.loadtests.check;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/** Reads JSON. Thread-safe. */
final class Json {

    private static final ObjectMapper JSON = new ObjectMapper();

    private Json() {}

    /** What is not JSON is a node that has nothing: the client itself says what it thinks of it. */
    static JsonNode read(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            return JSON.missingNode();
        }
    }
}
