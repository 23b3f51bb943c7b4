package parley.server.local;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** How the shards of a local cluster are spread over its nodes, and for how long they have been so. */
final class Shards {

    /** What the engine shards: chats, and the slots of sessions. The management port lists no names. */
    static final List<String> TYPES = List.of("chat", "slot");

    private final List<NodeAddress> nodes;
    private final Management management;
    /** For each type how many each node holds. */
    private List<List<Integer>> held = List.of();

    private long sinceNanos;

    Shards(List<NodeAddress> nodes, Management management) {
        this.nodes = nodes;
        this.management = management;
    }

    void look() {
        List<List<Integer>> now = TYPES.stream()
                .map(type -> nodes.stream().map(node -> count(node, type)).toList())
                .toList();
        if (!now.equals(held)) {
            held = now;
            sinceNanos = System.nanoTime();
        }
    }

    private int count(NodeAddress node, String type) {
        return management
                .json(node, "/cluster/shards/" + type)
                .map(shards -> shards.path("regions").size())
                .orElse(0);
    }

    /** Whether a node has as many of each type as an even spread gives it. */
    boolean hasShare(int node) {
        return held.stream()
                .allMatch(counts -> counts.get(node)
                        >= counts.stream().mapToInt(Integer::intValue).sum() / counts.size());
    }

    boolean isQuietFor(Duration time) {
        return System.nanoTime() - sinceNanos >= time.toNanos();
    }

    /** For a person. */
    String of(int node) {
        var parts = new ArrayList<String>();
        for (int type = 0; type < held.size(); type++) {
            parts.add(held.get(type).get(node) + " " + TYPES.get(type) + " shards");
        }
        return parts.stream().collect(Collectors.joining(", "));
    }
}
