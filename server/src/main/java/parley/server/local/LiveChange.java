package parley.server.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Changes limits and levels of all nodes that run on a data directory, without a restart. */
public final class LiveChange {

    /** Instead of a value: back to what is configured. */
    private static final String CONFIGURED = "configured";

    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final int OK = 200;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final List<NodeAddress> nodes;
    private final Consumer<String> say;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(TIMEOUT)
            .build();

    private LiveChange(List<NodeAddress> nodes, Consumer<String> say) {
        this.nodes = nodes;
        this.say = say;
    }

    /** All nodes that run, or a fault. */
    public static LiveChange on(DataDirectory data, Consumer<String> say) {
        List<NodeAddress> nodes = data.runningSupervisor()
                .flatMap(pid -> ClusterState.read(data.stateFile()))
                .map(state ->
                        state.nodes().stream().map(ClusterState.Node::address).toList())
                .orElseThrow(() -> new ClusterFault("nothing runs on " + data.path(), "./parley up starts it"));
        return new LiveChange(nodes, say);
    }

    /** Says what can be changed, and what it is on each node. */
    public void show() {
        for (NodeAddress node : nodes) {
            for (JsonNode limit : read(send(
                            node, request(node, "/parley/limits").GET().build()))
                    .path("limits")) {
                String changed = limit.path("value").equals(limit.path("configured"))
                        ? ""
                        : ", configured " + limit.path("configured").asInt();
                say.accept(node.name() + "  " + limit.path("name").asText() + " = "
                        + limit.path("value").asInt() + "  ("
                        + limit.path("min").asInt() + " to "
                        + limit.path("max").asInt() + changed + ")");
            }
        }
    }

    /** On all nodes, or a fault that names those which did not; they differ then. */
    public void limit(String name, String value) {
        if (!value.equals(CONFIGURED) && !value.matches("\\d{1,9}")) {
            throw new ClusterFault("value " + value, "write a number, or " + CONFIGURED);
        }
        change(
                "/parley/limits/" + name,
                value,
                Map.of("value", value.equals(CONFIGURED) ? 0 : Integer.parseInt(value)));
    }

    public void level(String logger, String level) {
        change("/parley/loggers/" + logger, level, Map.of("level", level));
    }

    private void change(String path, String value, Map<String, ?> body) {
        var refused = new ArrayList<String>();
        for (NodeAddress node : nodes) {
            HttpRequest.Builder request = request(node, path);
            HttpResponse<String> answer = send(
                    node,
                    value.equals(CONFIGURED)
                            ? request.DELETE().build()
                            : request.PUT(HttpRequest.BodyPublishers.ofString(
                                            JSON.valueToTree(body).toString()))
                                    .build());
            if (answer.statusCode() == OK) {
                say.accept(node.name() + "  " + answer.body().strip());
            } else {
                refused.add(node.name() + ": " + answer.body().strip());
            }
        }
        if (!refused.isEmpty()) {
            throw new ClusterFault(String.join("; ", refused), "./parley set shows what can be set");
        }
    }

    private HttpRequest.Builder request(NodeAddress node, String path) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(node.managementUrl() + path))
                .timeout(TIMEOUT)
                .header(
                        "X-Parley-By",
                        System.getProperty("user.name", "unknown").replaceAll("[^\\w.@-]", "_"));
        String key = System.getenv().getOrDefault("PARLEY_SERVICE_KEY", "");
        return key.isEmpty() ? request : request.header("Authorization", "Bearer " + key);
    }

    private HttpResponse<String> send(NodeAddress node, HttpRequest request) {
        try {
            return http.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new ClusterFault(node.name() + " does not answer (" + e + ")", "./parley doctor", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ClusterFault("interrupted", "try again", e);
        }
    }

    private static JsonNode read(HttpResponse<String> answer) {
        try {
            return JSON.readTree(answer.body());
        } catch (IOException e) {
            throw new ClusterFault("a node answers no JSON", "one of an older release runs", e);
        }
    }
}
