package parley.server.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Restarts the nodes that run on a data directory, one after the other, from another process: their supervisor does it, and this waits
 * until each node takes part again. It stops at the first one that does not. Whoever is interrupted leaves a whole cluster behind: the
 * supervisor ends what it began.
 */
public final class ClusterRoll {

    private static final Duration LOOK_AGAIN = Duration.ofMillis(200);
    private static final Duration TAKEN_WITHIN = Duration.ofSeconds(10);
    private static final Duration GONE_WITHIN = Duration.ofSeconds(150);
    private static final Duration READY_WITHIN = Duration.ofMinutes(3);
    private static final Duration WHOLE_WITHIN = Duration.ofMinutes(1);
    private static final Duration SETTLED_WITHIN = Duration.ofMinutes(2);

    /** Shards that have not moved for so long stay. Some move every 2 s, but not before those have arrived that were moved last. */
    private static final Duration QUIET = Duration.ofSeconds(15);

    private static final String OPEN_SOCKETS = "parley_socket_open";

    private final DataDirectory data;
    private final Consumer<String> say;
    private final Management management = new Management();
    private final long beganNanos = System.nanoTime();

    private ClusterRoll(DataDirectory data, Consumer<String> say) {
        this.data = data;
        this.say = say;
    }

    /**
     * Returns when all are back.
     *
     * @param chosen the nodes, in this order; none for all, the oldest last
     */
    public static void roll(DataDirectory data, List<Integer> chosen, Consumer<String> say) {
        try (CommandLock lock = CommandLock.of(data, "roll")) {
            new ClusterRoll(lock.data(), say).roll(chosen);
        } catch (IOException e) {
            throw new ClusterFault("cannot write " + data.path(), "mend this: " + e.getMessage(), e);
        }
    }

    private void roll(List<Integer> chosen) throws IOException {
        ClusterState state = state();
        if (state.nodes().size() == 1) {
            throw new ClusterFault(
                    "one node has nobody to send its clients to", "./parley up --nodes 3, or ./parley down and up");
        }
        for (int index : chosen) {
            if (index < 0 || index >= state.nodes().size()) {
                throw new ClusterFault(
                        "--nodes " + index, "choose from 0 to " + (state.nodes().size() - 1));
            }
        }
        lack(state).ifPresent(lacking -> {
            throw new ClusterFault("the cluster is not whole: " + lacking, "try again when ./parley status says so");
        });
        List<Integer> order = chosen.isEmpty() ? oldestLast(state) : chosen;
        say.accept("rolling " + text(order));
        for (int i = 0; i < order.size(); i++) {
            try {
                restart(order.get(i));
            } catch (ClusterFault e) {
                List<Integer> rest = order.subList(i + 1, order.size());
                say.accept(
                        "stopped at node " + order.get(i) + (rest.isEmpty() ? "" : "; not restarted: " + text(rest)));
                throw e;
            }
        }
        say.accept("rolled " + order.size() + (order.size() == 1 ? " node" : " nodes") + after());
    }

    private void restart(int index) throws IOException {
        ClusterState.Node before = node(index);
        String name = before.address().name();
        say.accept(name + " draining" + after() + ": pid " + before.pid());
        new RestartRequest(index, before.pid()).write(data.restartRequest());
        if (!await(TAKEN_WITHIN, () -> node(index).state() != NodeState.READY)) {
            RestartRequest.take(data.restartRequest());
            throw new ClusterFault(
                    "the supervisor does not restart nodes", "one of an older release runs: ./parley down and up");
        }
        awaitGone(before);
        say.accept(name + " left" + after());
        awaitReady(before);
        ClusterState.Node now = node(index);
        say.accept(name + " ready" + after() + ": pid " + now.pid() + ", from " + now.distribution());
        if (!await(WHOLE_WITHIN, () -> lack(state()).isEmpty())) {
            throw new ClusterFault(
                    name + " does not come back: " + lack(state()).orElse("late"), wayOut(before));
        }
        String shards = settle(index);
        say.accept(name + " settled" + after() + ": " + shards);
    }

    private void awaitGone(ClusterState.Node before) {
        boolean[] drained = {false};
        boolean gone = await(GONE_WITHIN, () -> {
            if (!drained[0]
                    && management
                            .metric(before.address(), OPEN_SOCKETS)
                            .filter(open -> open == 0)
                            .isPresent()) {
                drained[0] = true;
                say.accept(before.address().name() + " drained" + after());
            }
            return node(before.address().index()).pid() != before.pid();
        });
        if (!gone) {
            throw new ClusterFault(before.address().name() + " does not leave", wayOut(before));
        }
    }

    /** A process that ends before it is ready is not waited for, though its supervisor tries on. */
    private void awaitReady(ClusterState.Node before) {
        int index = before.address().index();
        long pid = node(index).pid();
        boolean ready = await(READY_WITHIN, () -> {
            ClusterState.Node now = node(index);
            if (now.pid() == 0 || now.pid() != pid) {
                throw new ClusterFault(
                        before.address().name() + " does not come back: it "
                                + (pid == 0 ? "does not start" : "stopped while it started"),
                        wayOut(before));
            }
            return now.state() == NodeState.READY;
        });
        if (!ready) {
            throw new ClusterFault(before.address().name() + " does not become ready", wayOut(before));
        }
    }

    private String wayOut(ClusterState.Node node) {
        return "./parley up says why, or " + data.log("node-" + node.address().index() + ".log")
                + "; its supervisor tries on";
    }

    /** What keeps the cluster from being whole, as each of its nodes sees it. */
    private Optional<String> lack(ClusterState state) {
        if (state.cassandra().state() != NodeState.READY) {
            return Optional.of("Cassandra does not answer");
        }
        for (ClusterState.Node node : state.nodes()) {
            if (node.state() != NodeState.READY || !management.isReady(node.address())) {
                return Optional.of(node.address().name() + " is not ready");
            }
        }
        for (ClusterState.Node node : state.nodes()) {
            if (!seesAll(node, state.nodes().size())) {
                return Optional.of(node.address().name() + " does not see all nodes as members");
            }
        }
        return Optional.empty();
    }

    private boolean seesAll(ClusterState.Node node, int count) {
        JsonNode cluster = members(node);
        int up = 0;
        for (JsonNode member : cluster.path("members")) {
            up += member.path("status").asText().equals("Up") ? 1 : 0;
        }
        return up == count
                && cluster.path("members").size() == count
                && cluster.path("unreachable").isEmpty();
    }

    private JsonNode members(ClusterState.Node node) {
        return management.json(node.address(), "/cluster/members").orElseGet(MissingNode::getInstance);
    }

    /** The oldest decides where shards are: when it goes last, that is handed over once and not with each node. */
    private List<Integer> oldestLast(ClusterState state) {
        String oldest = members(state.nodes().get(0)).path("oldest").asText();
        var order = new ArrayList<Integer>();
        int last = -1;
        for (ClusterState.Node node : state.nodes()) {
            if (node.address().arteryUrl().equals(oldest)) {
                last = node.address().index();
            } else {
                order.add(node.address().index());
            }
        }
        if (last >= 0) {
            order.add(last);
        }
        return order;
    }

    /** Waits until the node has its share of all shards, or no shard moves any more, and says what it has. */
    private String settle(int index) {
        var shards = new Shards(
                state().nodes().stream().map(ClusterState.Node::address).toList(), management);
        await(SETTLED_WITHIN, () -> {
            shards.look();
            return shards.hasShare(index) || shards.isQuietFor(QUIET);
        });
        return shards.of(index);
    }

    private ClusterState state() {
        return data.runningSupervisor()
                .flatMap(pid -> ClusterState.read(data.stateFile()))
                .orElseThrow(() -> new ClusterFault("nothing runs on " + data.path(), "./parley up starts it"));
    }

    private ClusterState.Node node(int index) {
        return state().nodes().get(index);
    }

    private static boolean await(Duration within, BooleanSupplier condition) {
        return Pause.until(within, LOOK_AGAIN, condition);
    }

    private static String text(List<Integer> nodes) {
        return "node" + (nodes.size() == 1 ? " " : "s ")
                + String.join(" ", nodes.stream().map(String::valueOf).toList());
    }

    private String after() {
        double seconds = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - beganNanos) / 1000.0;
        return String.format(Locale.ROOT, " (%.1f s)", seconds);
    }
}
