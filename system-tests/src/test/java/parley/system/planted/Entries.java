package parley.system.planted;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Frames as they are on the wire. */
final class Entries {

    private static final ObjectMapper JSON = new ObjectMapper();

    private Entries() {}

    static boolean isEntries(String frame) {
        return frame.startsWith("{\"type\":\"entries\"");
    }

    static ObjectNode read(String frame) {
        try {
            return (ObjectNode) JSON.readTree(frame);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    static byte[] write(ObjectNode frame) {
        return frame.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** For people. */
    static String seqs(String frame) {
        ObjectNode entries = read(frame);
        List<Long> seqs = new ArrayList<>();
        entries.path("entries").forEach(entry -> seqs.add(entry.path("seq").asLong()));
        return entries.path("chat").asText() + " seqs " + seqs;
    }
}
