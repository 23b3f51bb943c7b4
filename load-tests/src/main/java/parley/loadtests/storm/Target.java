package parley.loadtests.storm;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/**
 * The cluster that is tried.
 *
 * @param serviceKey opens its service API
 */
public record Target(List<Node> nodes, String serviceKey) {

    /**
     * A node.
     *
     * @param http base address of the HTTP API
     * @param management base address of its management routes; empty if they cannot be reached
     * @param pid its process on this machine; 0 if it runs elsewhere
     */
    public record Node(String http, String management, long pid) {}

    /** Values that make no sense are refused with an {@link IllegalArgumentException} whose message is for people. */
    public Target {
        nodes = List.copyOf(nodes);
        if (nodes.isEmpty()) {
            throw new IllegalArgumentException("no node to try");
        }
        if (serviceKey.isEmpty()) {
            throw new IllegalArgumentException("the service API is closed: set PARLEY_SERVICE_KEY to the nodes' key");
        }
    }

    /** The nodes of what {@code ./parley status --json} says, on this machine. */
    public static List<Node> nodesOf(JsonNode status) {
        List<Node> nodes = new ArrayList<>();
        for (JsonNode node : status.path("nodes")) {
            JsonNode addresses = node.path("addresses");
            nodes.add(new Node(
                    addresses.path("http").asText(),
                    addresses.path("management").asText(),
                    node.path("pid").asLong()));
        }
        return nodes;
    }

    /** The base addresses of the HTTP API. */
    public List<String> http() {
        return nodes.stream().map(Node::http).toList();
    }
}
