package parley.server.local;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** What is to be so of the nodes that run, together. */
final class NodeChecks {

    private static final double HEAP_MAX = 0.85;
    private static final String TURNED_AWAY = "parley_limit_reached_total{limit=\"parley.gateway.socket.admission.";

    private NodeChecks() {}

    static List<Finding> all(List<NodeView> nodes) {
        return List.of(nodes(nodes), members(nodes), lease(nodes), shards(nodes), admission(nodes), heap(nodes));
    }

    private static String each(List<NodeView> nodes, Function<NodeView, String> problem) {
        var problems = new ArrayList<String>();
        for (NodeView node : nodes) {
            String found = problem.apply(node);
            if (!found.isEmpty()) {
                problems.add(node.name() + " " + found);
            }
        }
        return String.join("; ", problems);
    }

    static Finding nodes(List<NodeView> nodes) {
        String wrong = each(nodes, node -> {
            if (!node.alive()) {
                return "does not run, its log is " + node.log();
            }
            return node.ready() ? "" : "is not ready, its log is " + node.log();
        });
        return wrong.isEmpty()
                ? Finding.ok("nodes", nodes.size() + " ready")
                : Finding.error("nodes", wrong, "docs/runbooks/nodes-not-ready.md; one that died is started again");
    }

    static Finding members(List<NodeView> nodes) {
        String wrong = each(nodes.stream().filter(NodeView::ready).toList(), node -> {
            if (!node.cluster().path("unreachable").isEmpty()) {
                return "cannot reach " + node.cluster().path("unreachable");
            }
            return node.membersUp() == nodes.size()
                    ? ""
                    : "sees " + node.membersUp() + " members that are Up, of " + nodes.size();
        });
        return wrong.isEmpty()
                ? Finding.ok("members", "all see all")
                : Finding.error(
                        "members", wrong, "docs/runbooks/member-unreachable.md, docs/runbooks/cluster-split.md");
    }

    static Finding lease(List<NodeView> nodes) {
        String wrong = each(nodes, node -> {
            Double held = node.metrics().get("parley_lease_held");
            return held == null || held > 0 ? "" : "has no lease, and answers for no chats";
        });
        return wrong.isEmpty()
                ? Finding.ok("lease", "held by every engine")
                : Finding.error("lease", wrong, "docs/runbooks/no-lease.md");
    }

    /** A shard that two hold has two writers; a node without any does no work. */
    static Finding shards(List<NodeView> nodes) {
        Map<String, String> holders = new HashMap<>();
        for (NodeView node : nodes) {
            for (String shard : node.chatShards()) {
                String other = holders.put(shard, node.name());
                if (other != null) {
                    return Finding.error(
                            "shards",
                            "shard " + shard + " of chats is held by " + other + " and by " + node.name(),
                            "docs/runbooks/cluster-split.md; if it stays so, restart " + node.name());
                }
            }
        }
        String idle = each(
                nodes,
                node -> node.ready() && node.chatShards().isEmpty() && holders.size() >= nodes.size()
                        ? "holds none of " + holders.size() + " shards of chats"
                        : "");
        return idle.isEmpty()
                ? Finding.ok("shards", holders.size() + " shards of chats, each held once")
                : Finding.warning("shards", idle, "it gets some within minutes; if not, its log says why");
    }

    static Finding admission(List<NodeView> nodes) {
        String waiting = each(nodes, node -> {
            double hellos = node.sum("parley_socket_greetings_waiting");
            return hellos > 0 ? "has " + (long) hellos + " hellos that wait" : "";
        });
        if (!waiting.isEmpty()) {
            return Finding.warning(
                    "admission", waiting, "docs/runbooks/clients-not-let-in.md; after a storm it passes by itself");
        }
        String turnedAway = each(nodes, node -> {
            double times = node.sum(TURNED_AWAY);
            return times > 0 ? "has turned clients away " + (long) times + " times since it started" : "";
        });
        return turnedAway.isEmpty()
                ? Finding.ok("admission", "nobody was turned away")
                : Finding.note(
                        "admission",
                        turnedAway,
                        "parley.gateway.socket.admission: clients behind one proxy share its address, raise per-address-*");
    }

    static Finding heap(List<NodeView> nodes) {
        String full = each(nodes, node -> {
            double used = node.max("jvm_memory_usage_after_gc");
            return used > HEAP_MAX ? "uses " + Math.round(used * 100) + " % of its heap after collections" : "";
        });
        return full.isEmpty()
                ? Finding.ok("heap", "room after collections")
                : Finding.error("heap", full, "docs/runbooks/heap-near-full.md; PARLEY_NODE_JAVA_OPTS=-Xmx1g");
    }
}
