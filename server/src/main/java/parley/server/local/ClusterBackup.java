package parley.server.local;

import com.datastax.oss.driver.api.core.DriverException;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import parley.persistence.PersistenceSettings;
import parley.persistence.embedded.EmbeddedCassandra;
import parley.persistence.schema.BackupOrder;
import parley.persistence.schema.SchemaState;
import parley.server.BuildInfo;

/**
 * Saves the database that runs on a data directory while people talk: its supervisor has it take a snapshot of each table, in an order in
 * which none points to what another has not, and the files of these are copied. What was acknowledged before it began is in it.
 */
public final class ClusterBackup {

    private static final Duration ANSWERED_WITHIN = Duration.ofMinutes(5);
    private static final Duration TAKEN_WITHIN = Duration.ofSeconds(10);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(100);

    /** Of the names of snapshots, which are there only while a backup is under way. */
    static final String PREFIX = "parley-";

    /** What Cassandra adds to a snapshot for people, and does not read. */
    private static final Set<String> NOT_DATA = Set.of("manifest.json", "schema.cql");

    private final DataDirectory data;
    private final Consumer<String> say;
    private final String name = PREFIX + System.currentTimeMillis();

    private ClusterBackup(DataDirectory data, Consumer<String> say) {
        this.data = data;
        this.say = say;
    }

    /** Returns when the backup is whole and on the disk. */
    public static void take(DataDirectory data, Path to, Consumer<String> say) {
        try (CommandLock lock = CommandLock.of(data, "backup");
                NewDirectory made = NewDirectory.at(to, "--to")) {
            new ClusterBackup(lock.data(), say).into(made);
        } catch (IOException e) {
            throw new ClusterFault("cannot write " + to, "mend this: " + e, e);
        }
    }

    private void into(NewDirectory made) throws IOException {
        ClusterState state = running();
        PersistenceSettings settings = settingsOf(state);
        int schema = versionOf(settings);
        long beganAt = System.currentTimeMillis();
        say.accept("taking snapshots");
        try {
            takeSnapshots(BackupOrder.of(settings.keyspace()), state.cassandra().pid());
            long endedAt = System.currentTimeMillis();
            say.accept("copying");
            List<BackupManifest.Saved> files = copy(made.pending().resolve(BackupManifest.FILES));
            new BackupManifest(BackupManifest.FORMAT, BuildInfo.load().version(), schema, beganAt, endedAt, files)
                    .write(made.pending());
            made.finish();
            say.accept(String.format(
                    Locale.ROOT,
                    "saved %d files, %.1f MB; all that was acknowledged before it began is in them",
                    files.size(),
                    files.stream().mapToLong(BackupManifest.Saved::bytes).sum() / 1e6));
        } finally {
            // Nobody waits for that.
            new StoreRequest("forget " + name).write(data.storeRequest());
        }
    }

    private ClusterState running() {
        ClusterState state = ClusterState.read(data.stateFile())
                .orElseThrow(() -> new ClusterFault("nothing runs on " + data.path(), "./parley up starts it"));
        if (state.cassandra().pid() == 0) {
            throw new ClusterFault(
                    "the database is not ours, or does not run",
                    "save one that is not ours with its own tools: see \"Backups\" in docs/operations.md");
        }
        return state;
    }

    /** As the nodes read them, which have their environment from the same shell. */
    static PersistenceSettings settingsOf(ClusterState state) {
        var contacts = ConfigFactory.parseMap(
                Map.of("parley.persistence.contact-points", state.cassandra().contactPoints()));
        return PersistenceSettings.from(
                contacts.withFallback(ConfigFactory.load("local.conf")).resolve());
    }

    /** Through the supervisor, which alone is heard. */
    private void takeSnapshots(List<String> tables, long cassandra) throws IOException {
        Path answer = EmbeddedCassandra.answerFile(data.cassandra());
        new StoreRequest("snapshot " + name + " " + String.join(" ", tables)).write(data.storeRequest());
        if (!Pause.until(TAKEN_WITHIN, LOOK_AGAIN, () -> !Files.exists(data.storeRequest()))) {
            throw new ClusterFault(
                    "the supervisor does not take backups", "one of an older release runs: ./parley down and up");
        }
        String begins = name + " snapshot ";
        boolean ended = Pause.until(
                ANSWERED_WITHIN,
                LOOK_AGAIN,
                () -> text(answer).startsWith(begins)
                        || ProcessHandle.of(cassandra).isEmpty());
        if (!ended || !text(answer).startsWith(begins)) {
            throw new ClusterFault("Cassandra takes no snapshot", "its logs say why: " + data.cassandra());
        }
        if (!text(answer).equals(begins + "done")) {
            throw new ClusterFault(
                    "Cassandra takes no snapshot (" + text(answer) + ")", "its logs: " + data.cassandra());
        }
    }

    private static int versionOf(PersistenceSettings settings) {
        try {
            return SchemaState.read(settings).version();
        } catch (DriverException e) {
            throw new ClusterFault(
                    "Cassandra does not answer (" + e.getClass().getSimpleName() + ")", "./parley doctor", e);
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException notYet) {
            return "";
        }
    }

    private List<BackupManifest.Saved> copy(Path to) throws IOException {
        List<Path> found = new ArrayList<>(List.of(data.path().resolve("format")));
        found.add(data.cassandra().resolve("cassandra-version"));
        found.addAll(snapshotFiles());
        requireRoom(found, to);
        var saved = new ArrayList<BackupManifest.Saved>();
        for (Path file : found) {
            String place = data.path().relativize(file).toString().replace("/snapshots/" + name + "/", "/");
            saved.add(BackupManifest.copy(file, to.resolve(place), place));
        }
        return List.copyOf(saved);
    }

    private List<Path> snapshotFiles() throws IOException {
        try (Stream<Path> files = Files.walk(data.cassandra().resolve("data"))) {
            return files.filter(file -> file.toString().contains("/snapshots/" + name + "/"))
                    .filter(file -> Files.isRegularFile(file)
                            && !NOT_DATA.contains(file.getFileName().toString()))
                    .sorted()
                    .toList();
        }
    }

    private static void requireRoom(List<Path> files, Path to) throws IOException {
        long needed = 0;
        for (Path file : files) {
            needed += Files.size(file);
        }
        Files.createDirectories(to);
        if (to.toFile().getUsableSpace() < needed) {
            throw new ClusterFault(
                    "disk full: " + (needed >> 20) + " MB are needed at " + to,
                    "free some space, or choose another --to");
        }
    }
}
