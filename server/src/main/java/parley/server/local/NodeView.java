package parley.server.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a node says of itself now.
 *
 * @param name of the node
 * @param log where it says more
 * @param alive whether its process is there
 * @param cluster what {@code /cluster/members} answers; missing when it does not answer
 * @param chatShards ids of the shards of chats that it holds
 * @param metrics by name with labels, as {@code /metrics} has them
 * @param ahead how far its clock is before ours, if it told
 */
record NodeView(
        String name,
        String log,
        boolean alive,
        boolean ready,
        JsonNode cluster,
        List<String> chatShards,
        Map<String, Double> metrics,
        Optional<Duration> ahead) {

    static NodeView of(ClusterState.Node node, String log, Management management) {
        NodeAddress address = node.address();
        return new NodeView(
                address.name(),
                log,
                node.pid() != 0
                        && ProcessHandle.of(node.pid())
                                .filter(ProcessHandle::isAlive)
                                .isPresent(),
                management.isReady(address),
                management.json(address, "/cluster/members").orElseGet(MissingNode::getInstance),
                management
                        .json(address, "/cluster/shards/chat")
                        .orElseGet(MissingNode::getInstance)
                        .findValues("shardId")
                        .stream()
                        .map(JsonNode::asText)
                        .toList(),
                management.metrics(address),
                management.clockAhead(address));
    }

    /** The sum of a metric over its labels, or over those that begin so. */
    double sum(String beginning) {
        return metrics.entrySet().stream()
                .filter(metric -> metric.getKey().startsWith(beginning))
                .mapToDouble(Map.Entry::getValue)
                .sum();
    }

    double max(String beginning) {
        return metrics.entrySet().stream()
                .filter(metric -> metric.getKey().startsWith(beginning))
                .mapToDouble(Map.Entry::getValue)
                .max()
                .orElse(0);
    }

    /** How many it sees as members that are Up. */
    int membersUp() {
        int up = 0;
        for (JsonNode member : cluster.path("members")) {
            up += member.path("status").asText().equals("Up") ? 1 : 0;
        }
        return up;
    }
}
