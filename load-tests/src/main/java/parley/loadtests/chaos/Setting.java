package parley.loadtests.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import parley.loadtests.check.History;
import parley.loadtests.check.JournalDump;
import parley.loadtests.check.Recorder;
import parley.loadtests.faults.ClockSkew;
import parley.loadtests.faults.ClusterNode;
import parley.loadtests.faults.RunningCluster;
import parley.loadtests.faults.SmallDisk;

/** The cluster of a run, and what has to be there before it starts. */
final class Setting implements AutoCloseable {

    private static final int NODES = 3;
    private static final int CQL_PORT = 9042;
    private static final int DISK_MEGABYTES = 1_500;
    private static final String CLOCK_SKEW = "clock-skew";

    private final Path data;
    private final @Nullable SmallDisk disk;
    private final RunningCluster cluster;
    private final List<ClusterNode> nodes;
    private final ClusterWatch watch;
    private final StoreProbe store;
    private final Props props;

    private Setting(ChaosOptions options, Clocks clocks, @Nullable SmallDisk disk, @Nullable Releases releases) {
        this.data = options.data();
        this.disk = disk;
        Map<String, String> environment = new HashMap<>(clocks.environment());
        if (releases != null) {
            environment.putAll(releases.environment());
        }
        cluster = RunningCluster.start(new RunningCluster.Plan(options.parley(), data, NODES, List.of(), environment));
        nodes = cluster.nodes();
        watch = new ClusterWatch(nodes);
        store = new StoreProbe(database());
        Map<String, Road> roads = new HashMap<>();
        List<String> travellers = ChaosRun.travellers();
        for (int i = 0; i < travellers.size(); i++) {
            roads.put(travellers.get(i), new Road(options.seed() + i));
        }
        props = new Props(Map.copyOf(roads), store, clocks.all(), disk, releases);
    }

    /** Empties the data directory and starts a cluster in it. */
    static Setting up(ChaosOptions options) {
        empty(options.data());
        List<String> wanted = options.choose() ? Scenarios.names() : options.faults();
        Clocks clocks = wanted.contains(CLOCK_SKEW) ? Clocks.prepared(options.data(), NODES) : Clocks.NONE;
        SmallDisk disk = wanted.contains(StoreScenarios.DISK_FULL)
                ? SmallDisk.mount(options.data().resolve("cassandra"), DISK_MEGABYTES)
                : null;
        try {
            Releases releases = wanted.contains(ReleaseScenarios.MIXED_VERSIONS) && options.releases() != null
                    ? Releases.prepared(options.releases(), options.data(), NODES)
                    : null;
            return new Setting(options, clocks, disk, releases);
        } catch (RuntimeException e) {
            if (disk != null) {
                disk.close();
            }
            throw e;
        }
    }

    /** @throws IllegalStateException if it is neither empty nor a data directory of Parley */
    private static void empty(Path data) {
        try {
            if (Files.isDirectory(data) && !Files.exists(data.resolve("format")) && !isEmpty(data)) {
                throw new IllegalStateException(data + " is not a data directory: choose another with --data");
            }
            if (Files.isDirectory(data)) {
                try (Stream<Path> files = Files.walk(data)) {
                    for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                        Files.delete(file);
                    }
                }
            }
            Files.createDirectories(data);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isEmpty(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.findAny().isEmpty();
        }
    }

    RunningCluster cluster() {
        return cluster;
    }

    ClusterWatch watch() {
        return watch;
    }

    Props props() {
        return props;
    }

    List<String> httpUrls() {
        return nodes.stream().map(ClusterNode::http).toList();
    }

    Path historyFile() {
        return data.resolve("history");
    }

    /** Reads the journal of every room into the recording, straight from the database. */
    void readJournal(List<Room> rooms, Recorder recorder) {
        try (JournalDump journal = JournalDump.of(database(), StoreProbe.DATACENTER, StoreProbe.KEYSPACE)) {
            for (Room room : rooms) {
                journal.add(room.chat(), recorder);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What was recorded, whole; to be asked for when the recorder is closed. */
    History history() {
        try {
            return History.read(historyFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private InetSocketAddress database() {
        return new InetSocketAddress(cluster.cassandra().host(), CQL_PORT);
    }

    @Override
    public void close() {
        props.allRoads().forEach(Road::close);
        watch.close();
        store.close();
        cluster.close();
        if (disk != null) {
            disk.close();
        }
    }

    /** The clocks of the nodes and of the database, each of which reads from a file by how much it is wrong. */
    private record Clocks(List<Props.Clock> all, Map<String, String> environment) {

        static final Clocks NONE = new Clocks(List.of(), Map.of());

        static Clocks prepared(Path data, int nodes) {
            List<Props.Clock> clocks = new ArrayList<>();
            Map<String, String> environment = new HashMap<>();
            for (int k = 0; k < nodes; k++) {
                add(clocks, environment, "node " + k, "PARLEY_NODE_ENV_" + k, data.resolve("clock-node-" + k));
            }
            add(clocks, environment, "cassandra", "PARLEY_CASSANDRA_ENV", data.resolve("clock-cassandra"));
            return new Clocks(List.copyOf(clocks), Map.copyOf(environment));
        }

        private static void add(
                List<Props.Clock> clocks, Map<String, String> environment, String whom, String variable, Path file) {
            environment.put(variable, ClockSkew.environment(file));
            clocks.add(skew -> ClockSkew.of(whom, file, skew));
        }
    }
}
