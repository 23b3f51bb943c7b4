package parley.server.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import parley.server.BuildInfo;

/**
 * What runs on a data directory now: what the supervisor wrote down, and what each node says itself when asked. A document rather
 * than types, because it is only ever printed; its fields are described in {@code docs/operations.md}.
 */
public final class ClusterStatus {

    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private final ObjectNode document;

    private ClusterStatus(ObjectNode document) {
        this.document = document;
    }

    public static ClusterStatus of(DataDirectory data) {
        ObjectNode document = JSON.createObjectNode();
        Optional<Long> supervisor = data.runningSupervisor();
        Optional<ClusterState> state = supervisor.flatMap(pid -> ClusterState.read(data.stateFile()));
        document.put("running", supervisor.isPresent());
        document.put("data", data.path().toString());
        document.set("versions", JSON.valueToTree(BuildInfo.load().versions()));
        ArrayNode nodes = document.putArray("nodes");
        supervisor.ifPresent(pid -> document.put("pid", pid));
        state.ifPresent(running -> {
            ObjectNode cassandra = document.putObject("cassandra");
            cassandra.put("pid", running.cassandra().pid());
            cassandra.put("state", running.cassandra().state().label());
            cassandra.set("contactPoints", JSON.valueToTree(running.cassandra().contactPoints()));
            addNamespace(cassandra, running.cassandra().namespace());
            var management = new Management();
            running.nodes().forEach(node -> nodes.add(describe(node, management)));
        });
        return new ClusterStatus(document);
    }

    private static ObjectNode describe(ClusterState.Node node, Management management) {
        NodeAddress address = node.address();
        ObjectNode described = JSON.createObjectNode();
        described.put("index", address.index());
        described.put("pid", node.pid());
        described.put("state", state(node, management));
        described.put("distribution", node.distribution());
        described.put("host", address.place().host());
        addNamespace(described, address.place().namespace());
        ObjectNode addresses = described.putObject("addresses");
        addresses.put("http", address.httpUrl());
        addresses.put("ws", address.wsUrl());
        addresses.put("artery", address.arteryUrl());
        addresses.put("management", address.managementUrl());
        addMembership(described, address, management);
        described.set("shards", shards(address, management));
        return described;
    }

    private static void addNamespace(ObjectNode described, String namespace) {
        if (!namespace.isEmpty()) {
            described.put("namespace", namespace);
        }
    }

    /** A node that was ready may not be so any more, for instance because Cassandra is away. */
    private static String state(ClusterState.Node node, Management management) {
        NodeState state = node.state();
        if (state == NodeState.READY && !management.isReady(node.address())) {
            state = node.pid() != 0 && ProcessHandle.of(node.pid()).isEmpty() ? NodeState.DOWN : NodeState.STARTING;
        }
        return state.label();
    }

    private static void addMembership(ObjectNode described, NodeAddress address, Management management) {
        ArrayNode roles = described.putArray("roles");
        management.json(address, "/cluster/members").ifPresent(cluster -> {
            for (JsonNode member : cluster.path("members")) {
                if (member.path("node").asText().equals(cluster.path("selfNode").asText())) {
                    described.put("member", member.path("status").asText());
                    for (JsonNode role : member.path("roles")) {
                        if (!role.asText().startsWith("dc-")) {
                            roles.add(role);
                        }
                    }
                }
            }
        });
    }

    /** For each sharded type the shards that this node holds: their ids and how many entities are awake in all. */
    private static ObjectNode shards(NodeAddress address, Management management) {
        ObjectNode shards = JSON.createObjectNode();
        for (String type : Shards.TYPES) {
            ObjectNode held = shards.putObject(type);
            ArrayNode ids = JSON.createArrayNode();
            int entities = 0;
            JsonNode regions =
                    management.json(address, "/cluster/shards/" + type).orElseGet(JSON::createObjectNode);
            for (JsonNode region : regions.path("regions")) {
                ids.add(region.path("shardId"));
                entities += region.path("numEntities").asInt();
            }
            held.put("count", ids.size());
            held.put("entities", entities);
            held.set("ids", ids);
        }
        return shards;
    }

    public boolean isRunning() {
        return document.path("running").asBoolean();
    }

    public String toJson() {
        try {
            return JSON.writeValueAsString(document);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** For a person: a line for each node. */
    public String toText() {
        if (!isRunning()) {
            return "nothing runs on " + document.path("data").asText();
        }
        var text = new StringBuilder("running on " + document.path("data").asText() + ", supervisor "
                + document.path("pid").asText());
        text.append(System.lineSeparator())
                .append("cassandra  ")
                .append(document.path("cassandra").path("state").asText())
                .append("  pid ")
                .append(document.path("cassandra").path("pid").asText());
        for (JsonNode node : document.path("nodes")) {
            text.append(System.lineSeparator())
                    .append("node ")
                    .append(node.path("index").asText())
                    .append("  ")
                    .append(node.path("state").asText())
                    .append("  pid ")
                    .append(node.path("pid").asText())
                    .append("  ")
                    .append(node.path("addresses").path("http").asText())
                    .append("  ")
                    .append(node.path("addresses").path("ws").asText());
            for (var type : node.path("shards").properties()) {
                text.append("  ").append(type.getKey()).append(' ');
                text.append(type.getValue().path("count").asText()).append(" shards");
            }
        }
        return text.toString();
    }
}
