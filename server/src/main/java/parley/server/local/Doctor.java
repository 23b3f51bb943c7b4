package parley.server.local;

import com.datastax.oss.driver.api.core.DriverException;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import parley.persistence.PersistenceSettings;
import parley.persistence.StoreHandshake;
import parley.persistence.StoreNotTrusted;
import parley.persistence.schema.SchemaState;

/** Looks at a deployment and says what is wrong with it, and what to do. Changes nothing. */
public final class Doctor {

    private static final Duration STORE_TIMEOUT = Duration.ofSeconds(3);

    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private final DataDirectory data;
    private final ClusterPlan plan;

    private Doctor(DataDirectory data, ClusterPlan plan) {
        this.data = data;
        this.plan = plan;
    }

    /** {@code plan}: what is to be started, where nothing runs. */
    public static List<Finding> look(ClusterPlan plan) {
        return new Doctor(new DataDirectory(plan.data()), plan).look();
    }

    private List<Finding> look() {
        var findings = new ArrayList<Finding>();
        findings.add(MachineChecks.java(Runtime.version().feature()));
        findings.add(MachineChecks.openFiles(text(Path.of("/proc/self/limits"))));
        findings.add(
                MachineChecks.disk(data.path(), existing(data.path()).toFile().getUsableSpace()));
        findings.add(MachineChecks.memory(text(Path.of("/proc/meminfo"))));
        findings.add(MachineChecks.data(data));
        findings.add(MachineChecks.keys(data.path()));
        Optional<ClusterState> state = data.runningSupervisor().flatMap(pid -> ClusterState.read(data.stateFile()));
        findings.add(leftovers(state.isPresent()));
        if (state.isEmpty()) {
            findings.add(MachineChecks.ports(plan));
            findings.add(Finding.ok("nodes", "nothing runs on " + data.path()));
        } else {
            findings.addAll(lookAt(state.get()));
        }
        return List.copyOf(findings);
    }

    private List<Finding> lookAt(ClusterState state) {
        var management = new Management();
        List<NodeView> nodes = state.nodes().stream()
                .map(node -> NodeView.of(
                        node,
                        data.log("node-" + node.address().index() + ".log").toString(),
                        management))
                .toList();
        var findings = new ArrayList<>(NodeChecks.all(nodes));
        Map<String, Duration> clocks = new TreeMap<>();
        nodes.forEach(node -> node.ahead().ifPresent(ahead -> clocks.put(node.name(), ahead)));
        List<String> contactPoints = state.cassandra().contactPoints();
        try {
            PersistenceSettings settings = ClusterBackup.settingsOf(state);
            var handshake = new StoreHandshake(settings, STORE_TIMEOUT);
            settings.contactPoints().forEach(handshake::isAnswered);
            SchemaState store = SchemaState.read(settings);
            findings.add(StoreChecks.reachable(contactPoints));
            findings.add(StoreChecks.schema(store.version(), SchemaState.newest()));
            findings.add(StoreChecks.leases(store.leases(), state.nodes().size()));
            clocks.put("cassandra", store.ahead());
        } catch (DriverException e) {
            findings.add(StoreChecks.unreachable(contactPoints, e.getClass().getSimpleName()));
        } catch (StoreNotTrusted | IllegalArgumentException e) {
            findings.add(StoreChecks.notTrusted(String.valueOf(e.getMessage())));
        }
        findings.add(StoreChecks.clocks(clocks));
        return findings;
    }

    private Finding leftovers(boolean running) {
        var left = new ArrayList<String>();
        if (!running) {
            Orphans.of(data).forEach(process -> left.add("process " + process.pid() + " of an earlier run"));
            IsolatedNetwork.leftovers(data).forEach(name -> left.add("network namespace " + name));
        }
        snapshots().forEach(path -> left.add("snapshot " + path));
        return MachineChecks.leftovers(
                left,
                running
                        ? "delete the snapshots if no ./parley backup is under way: they take disk"
                        : "./parley down waits for the processes and removes networks; delete the snapshots");
    }

    private List<Path> snapshots() {
        Path tables = data.cassandra().resolve("data");
        if (!Files.isDirectory(tables)) {
            return List.of();
        }
        try (Stream<Path> paths = Files.walk(tables, 4)) {
            return paths.filter(path -> path.toString().contains("/snapshots/" + ClusterBackup.PREFIX))
                    .toList();
        } catch (IOException | java.io.UncheckedIOException changing) {
            return List.of();
        }
    }

    private static Path existing(Path path) {
        Path found = path;
        while (!Files.exists(found) && found.getParent() != null) {
            found = found.getParent();
        }
        return found;
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException notOnThisSystem) {
            return "";
        }
    }

    public static boolean isWell(List<Finding> findings) {
        return findings.stream().noneMatch(Finding::isWrong);
    }

    /** {@code well}, and each finding. */
    public static String json(List<Finding> findings) {
        ObjectNode document = JSON.createObjectNode();
        document.put("well", isWell(findings));
        ArrayNode list = document.putArray("findings");
        for (Finding finding : findings) {
            list.addObject()
                    .put("check", finding.check())
                    .put("severity", finding.severity().label())
                    .put("says", finding.says())
                    .put("remedy", finding.remedy());
        }
        try {
            return JSON.writeValueAsString(document);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("strings are JSON", e);
        }
    }

    /** A line for each finding, and one for what to do. */
    public static String text(List<Finding> findings) {
        var text = new StringBuilder();
        for (Finding finding : findings) {
            text.append(String.format("%-8s %-11s %s%n", finding.severity().label(), finding.check(), finding.says()));
            if (!finding.remedy().isEmpty()) {
                text.append(String.format("%21s%s%n", "-> ", finding.remedy()));
            }
        }
        return text.append(isWell(findings) ? "all is well" : "something is wrong")
                .toString();
    }
}
