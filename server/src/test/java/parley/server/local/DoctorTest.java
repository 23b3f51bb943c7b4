package parley.server.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import parley.server.FreePorts;

/** Each check, where something is wrong and where nothing is. */
class DoctorTest {

    private static final List<String> CONTACT = List.of("127.0.0.1:9042");

    @TempDir
    private Path folder;

    @Test
    void anotherJavaIsAnError() {
        wrong(MachineChecks.java(21), Finding.Severity.ERROR, "Java 21", "JDK 17");
        fine(MachineChecks.java(17));
    }

    @Test
    void fewOpenFilesAreAWarning() {
        String limits = "Max open files            %s                 1048576              files     \n";
        wrong(
                MachineChecks.openFiles(limits.formatted("1024")),
                Finding.Severity.WARNING,
                "1024 files",
                "ulimit -n 65536");
        fine(MachineChecks.openFiles(limits.formatted("65536")));
        fine(MachineChecks.openFiles(limits.formatted("unlimited")));
    }

    @Test
    void littleDiskIsAWarningAndNoneAnError() {
        wrong(MachineChecks.disk(folder, 1L << 30), Finding.Severity.WARNING, "1024 MB left at", "free some space");
        wrong(MachineChecks.disk(folder, 1L << 20), Finding.Severity.ERROR, "1 MB left at", "nothing starts");
        fine(MachineChecks.disk(folder, 1L << 40));
    }

    @Test
    void littleMemoryIsAWarning() {
        wrong(
                MachineChecks.memory("MemTotal: 900000 kB\nMemAvailable:     100000 kB\n"),
                Finding.Severity.WARNING,
                "97 MB of memory",
                "fewer nodes");
        fine(MachineChecks.memory("MemAvailable:     8000000 kB\n"));
    }

    @Test
    void dataOfANewerParleyIsAnError() throws IOException {
        fine(MachineChecks.data(new DataDirectory(folder)));
        Files.writeString(folder.resolve("format"), "2");
        wrong(
                MachineChecks.data(new DataDirectory(folder)),
                Finding.Severity.ERROR,
                "written by a newer Parley",
                "run that version");
    }

    @Test
    void keysThatOthersMayReadAreAWarning() throws IOException {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        wrong(MachineChecks.keys(folder), Finding.Severity.WARNING, "others than their owner", "chmod 700 " + folder);
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        fine(MachineChecks.keys(folder));
    }

    @Test
    void aPortThatIsTakenIsAnError() throws IOException {
        int port = FreePorts.firstOf(2);
        var plan = new ClusterPlan(
                folder, 1, port, port + 1, List.of(), new ClusterPlan.Restart(true, Duration.ZERO), false);
        try (var taken = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            wrong(
                    MachineChecks.ports(plan),
                    Finding.Severity.ERROR,
                    "port " + taken.getLocalPort() + " is taken",
                    "stop what listens there");
        }
        fine(MachineChecks.ports(plan));
    }

    @Test
    void snapshotsOfABackupThatWasCutOffAreAWarning() throws IOException {
        int port = FreePorts.firstOf(2);
        Path snapshot = folder.resolve("cassandra/data/parley/inbox-1/snapshots/parley-1");
        Files.createDirectories(snapshot);
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        var plan = new ClusterPlan(
                folder, 1, port, port + 1, List.of(), new ClusterPlan.Restart(true, Duration.ZERO), false);

        wrong(
                found("leftovers", Doctor.look(plan)),
                Finding.Severity.WARNING,
                "snapshot " + snapshot,
                "delete the snapshots");
        assertThat(Doctor.isWell(Doctor.look(plan))).isFalse();
        Files.delete(snapshot);
        fine(found("leftovers", Doctor.look(plan)));
        assertThat(found("nodes", Doctor.look(plan)).says()).startsWith("nothing runs on ");
    }

    @Test
    void aDatabaseThatIsAwayOrHasOtherTablesIsAnError() {
        wrong(StoreChecks.unreachable(CONTACT, "away"), Finding.Severity.ERROR, "no answer at 127.0.0.1:9042", "logs");
        wrong(
                StoreChecks.notTrusted("no TLS with Cassandra"),
                Finding.Severity.ERROR,
                "no TLS",
                "PARLEY_CASSANDRA_TLS");
        fine(StoreChecks.reachable(CONTACT));
        wrong(StoreChecks.schema(5, 6), Finding.Severity.ERROR, "1 changes of the tables are pending", "applies them");
        wrong(StoreChecks.schema(7, 6), Finding.Severity.ERROR, "of a newer Parley", "run that release");
        fine(StoreChecks.schema(6, 6));
        wrong(StoreChecks.leases(1, 2), Finding.Severity.ERROR, "1 rows of leases for 2 engines", "no-lease.md");
        fine(StoreChecks.leases(3, 2));
    }

    @Test
    void aClockThatIsWrongIsAWarning() {
        wrong(
                StoreChecks.clocks(Map.of("node 1", Duration.ofMinutes(-5), "cassandra", Duration.ZERO)),
                Finding.Severity.WARNING,
                "{node 1=PT-5M}",
                "NTP");
        fine(StoreChecks.clocks(Map.of("node 1", Duration.ofMillis(-900))));
    }

    @Test
    void aNodeThatDiedOrIsNotReadyIsAnError() {
        wrong(
                NodeChecks.nodes(List.of(node(0).build(), node(1).dead().build())),
                Finding.Severity.ERROR,
                "node 1 does not run, its log is node-1.log",
                "nodes-not-ready.md");
        wrong(
                NodeChecks.nodes(List.of(node(0).notReady().build())),
                Finding.Severity.ERROR,
                "node 0 is not ready",
                "nodes-not-ready.md");
        fine(NodeChecks.nodes(List.of(node(0).build())));
    }

    @Test
    void aMemberThatIsNotSeenOrNotReachedIsAnError() {
        List<NodeView> alone =
                List.of(node(0).members(1).build(), node(1).members(2).build());
        wrong(NodeChecks.members(alone), Finding.Severity.ERROR, "node 0 sees 1 members that are Up, of 2", "split.md");
        wrong(
                NodeChecks.members(
                        List.of(node(0).unreachable("akka://parley@10.0.0.1:2").build())),
                Finding.Severity.ERROR,
                "node 0 cannot reach",
                "member-unreachable.md");
        fine(NodeChecks.members(
                List.of(node(0).members(2).build(), node(1).members(2).build())));
    }

    @Test
    void anEngineWithoutALeaseIsAnError() {
        wrong(
                NodeChecks.lease(List.of(node(0).metric("parley_lease_held", 0).build())),
                Finding.Severity.ERROR,
                "node 0 has no lease",
                "no-lease.md");
        fine(NodeChecks.lease(List.of(node(0).metric("parley_lease_held", 1).build())));
    }

    @Test
    void aShardThatTwoHoldIsAnErrorAndANodeWithoutAnyAWarning() {
        wrong(
                NodeChecks.shards(List.of(
                        node(0).shards("1", "2").build(), node(1).shards("2").build())),
                Finding.Severity.ERROR,
                "shard 2 of chats is held by node 0 and by node 1",
                "cluster-split.md");
        wrong(
                NodeChecks.shards(List.of(node(0).shards("1", "2").build(), node(1).build())),
                Finding.Severity.WARNING,
                "node 1 holds none of 2 shards of chats",
                "within minutes");
        fine(NodeChecks.shards(
                List.of(node(0).shards("1").build(), node(1).shards("2").build())));
    }

    @Test
    void hellosThatWaitAreAWarningAndClientsThatWereTurnedAwayANote() {
        wrong(
                NodeChecks.admission(List.of(
                        node(0).metric("parley_socket_greetings_waiting", 40).build())),
                Finding.Severity.WARNING,
                "node 0 has 40 hellos that wait",
                "clients-not-let-in.md");
        Finding turnedAway = NodeChecks.admission(
                List.of(node(0).metric("parley_limit_reached_total{limit=\"parley.gateway.socket.admission.burst\"}", 3)
                        .build()));
        assertThat(turnedAway.severity()).isEqualTo(Finding.Severity.NOTE);
        assertThat(turnedAway.says()).contains("turned clients away 3 times");
        fine(NodeChecks.admission(List.of(node(0).build())));
    }

    @Test
    void aFullHeapIsAnError() {
        wrong(
                NodeChecks.heap(
                        List.of(node(0).metric("jvm_memory_usage_after_gc{area=\"heap\",pool=\"long-lived\"}", 0.91)
                                .build())),
                Finding.Severity.ERROR,
                "node 0 uses 91 % of its heap",
                "heap-near-full.md");
        fine(NodeChecks.heap(List.of(node(0).build())));
    }

    @Test
    void saysItAsJsonToo() throws IOException {
        JsonNode json =
                new ObjectMapper().readTree(Doctor.json(List.of(MachineChecks.java(17), StoreChecks.schema(5, 6))));

        assertThat(json.path("well").asBoolean()).isFalse();
        assertThat(json.path("findings")).hasSize(2);
        assertThat(json.path("findings").path(1).path("check").asText()).isEqualTo("schema");
        assertThat(json.path("findings").path(1).path("severity").asText()).isEqualTo("error");
        assertThat(Doctor.text(List.of(StoreChecks.schema(5, 6)))).endsWith("something is wrong");
        assertThat(Doctor.text(List.of(MachineChecks.java(17)))).endsWith("all is well");
    }

    @Test
    void everyCheckIsDocumented() throws IOException {
        Set<String> made = new TreeSet<>();
        for (String source : List.of("MachineChecks", "StoreChecks", "NodeChecks")) {
            Pattern.compile("Finding\\.ok\\(\\s*\"([a-z-]+)\"")
                    .matcher(Files.readString(Path.of("src/main/java/parley/server/local/" + source + ".java")))
                    .results()
                    .forEach(found -> made.add(found.group(1)));
        }
        String page = Files.readString(Path.of("../docs/operations.md"));
        String section = page.substring(page.indexOf("## `./parley doctor`"));
        Set<String> documented = Pattern.compile("(?m)^\\| `([a-z-]+)` \\|")
                .matcher(section.substring(0, section.indexOf("\n## ", 1)))
                .results()
                .map(found -> found.group(1))
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(made).hasSizeGreaterThan(14);
        assertThat(documented).isEqualTo(made);
    }

    private static Finding found(String check, List<Finding> findings) {
        return findings.stream()
                .filter(finding -> finding.check().equals(check))
                .findFirst()
                .orElseThrow();
    }

    private static void wrong(Finding finding, Finding.Severity severity, String says, String remedy) {
        assertThat(finding.severity()).isEqualTo(severity);
        assertThat(finding.says()).contains(says);
        assertThat(finding.remedy()).contains(remedy);
    }

    private static void fine(Finding finding) {
        assertThat(finding.severity()).as(finding.toString()).isEqualTo(Finding.Severity.OK);
        assertThat(finding.remedy()).isEmpty();
    }

    private static ViewBuilder node(int index) {
        return new ViewBuilder(index);
    }

    /** A node that is well, until told otherwise. */
    private static final class ViewBuilder {
        private final int index;
        private final Map<String, Double> metrics = new java.util.HashMap<>();
        private boolean alive = true;
        private boolean ready = true;
        private int up = 1;
        private String unreachable = "";
        private List<String> shards = List.of();

        ViewBuilder(int index) {
            this.index = index;
        }

        ViewBuilder dead() {
            alive = false;
            return notReady();
        }

        ViewBuilder notReady() {
            ready = false;
            return this;
        }

        ViewBuilder members(int count) {
            up = count;
            return this;
        }

        ViewBuilder unreachable(String address) {
            unreachable = "\"" + address + "\"";
            return this;
        }

        ViewBuilder shards(String... ids) {
            shards = List.of(ids);
            return this;
        }

        ViewBuilder metric(String name, double value) {
            metrics.put(name, value);
            return this;
        }

        NodeView build() {
            try {
                String members = java.util.stream.IntStream.range(0, up)
                        .mapToObj(i -> "{\"status\":\"Up\"}")
                        .collect(Collectors.joining(","));
                return new NodeView(
                        "node " + index,
                        "node-" + index + ".log",
                        alive,
                        ready,
                        new ObjectMapper()
                                .readTree("{\"members\":[" + members + "],\"unreachable\":[" + unreachable + "]}"),
                        shards,
                        Map.copyOf(metrics),
                        Optional.empty());
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }
    }
}
