package parley.system.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

/** Makes people, chats and messages by the thousand, as an installation's own service does. */
final class ServiceApi {

    static final int BATCH = 100;

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int OK = 200;

    private final HttpClient http = HttpClient.newHttpClient();
    private final String address;
    private final String key;

    ServiceApi(String address, String key) {
        this.address = address;
        this.key = key;
    }

    /** Makes a user, and answers their id. */
    String user(String name, String displayName, String password) {
        ObjectNode body = JSON.createObjectNode();
        body.putArray("users")
                .addObject()
                .put("name", name)
                .put("password", password)
                .put("displayName", displayName);
        return post("/v1/service/users", body).at("/results/0/user").asText();
    }

    /** Makes the chat of two, and answers its id. */
    String direct(String one, String other) {
        ObjectNode body = JSON.createObjectNode();
        ObjectNode chat = body.putArray("chats").addObject();
        chat.put("key", "figures")
                .put("by", one)
                .put("kind", "direct")
                .putArray("users")
                .add(other);
        return post("/v1/service/chats", body).at("/results/0/chat").asText();
    }

    /** Posts "line from." to "line to.", which are at most {@link #BATCH}. */
    void lines(String chat, String by, int from, int to) {
        ObjectNode body = JSON.createObjectNode();
        ArrayNode messages = body.putArray("messages");
        for (int line = from; line <= to; line++) {
            messages.addObject()
                    .put("chat", chat)
                    .put("by", by)
                    .put("key", "line-" + line)
                    .put("since", from)
                    .put("text", "line " + line + ".");
        }
        JsonNode results = post("/v1/service/messages", body).path("results");
        results.forEach(
                result -> assertThat(result.has("error")).as(result.toString()).isFalse());
    }

    private JsonNode post(String path, JsonNode body) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(address + path))
                .header("Authorization", "Bearer " + key)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body.toString()))
                .build();
        try {
            HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
            assertThat(response.statusCode()).as(response.body()).isEqualTo(OK);
            return JSON.readTree(response.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
