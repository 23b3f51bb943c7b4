package parley.loadtests.gatling;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/** Frames of the protocol, as text. */
final class Frames {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int VERSION = 1;
    /** As many as a hello may have. */
    private static final int OPEN_MAX = 100;

    private Frames() {}

    static JsonNode read(String frame) {
        try {
            return JSON.readTree(frame);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not JSON: " + frame, e);
        }
    }

    static ObjectNode request(String type, long id) {
        return JSON.createObjectNode().put("type", type).put("id", id);
    }

    static ObjectNode saying(String type) {
        return JSON.createObjectNode().put("type", type);
    }

    static ObjectNode hello(long id, String token, Map<String, ChatCopy> chats) {
        ObjectNode hello = request("hello", id).put("version", VERSION).put("token", token);
        if (!chats.isEmpty()) {
            ArrayNode open = hello.putArray("chats");
            chats.entrySet().stream()
                    .limit(OPEN_MAX)
                    .forEach(chat -> open.addObject()
                            .put("chat", chat.getKey())
                            .put("seq", chat.getValue().have()));
        }
        return hello;
    }
}
