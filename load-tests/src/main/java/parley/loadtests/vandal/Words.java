package parley.loadtests.vandal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;

/** What a server said, as JSON. */
final class Words {

    private static final ObjectMapper JSON = new ObjectMapper();

    private Words() {}

    static JsonNode read(String text) throws IOException {
        return JSON.readTree(text);
    }
}
