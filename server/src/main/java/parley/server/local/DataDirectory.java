package parley.server.local;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Where a local cluster keeps what must last, and says who runs on it.
 *
 * <pre>
 * format          the version of this layout, one number
 * history         a name for what was said here, made anew when it is restored from a backup
 * lock            locked by the supervisor that runs on this directory; holds its process id
 * run/            cluster.json (what runs now), restart.json and store.ask (what is asked of the supervisor), the nodes' argument files
 * logs/           a log and an output file for each node
 * cassandra/      the database
 * </pre>
 */
public final class DataDirectory implements AutoCloseable {

    /** The layout that this version writes. A directory with a higher one is refused. */
    static final int FORMAT = 1;

    private static final String HISTORY = "history";
    private static final long FREE_BYTES_MIN = 512L << 20;

    private static final int LOCK_TRIES = 5;
    private static final Duration LOCK_RETRY = Duration.ofMillis(100);

    private final Path path;
    private final long freeBytesMin;
    private @Nullable FileChannel lockChannel;

    public DataDirectory(Path path) {
        this(path, FREE_BYTES_MIN);
    }

    DataDirectory(Path path, long freeBytesMin) {
        this.freeBytesMin = freeBytesMin;
        this.path = path.toAbsolutePath().normalize();
    }

    public Path path() {
        return path;
    }

    Path cassandra() {
        return path.resolve("cassandra");
    }

    Path runFile(String name) {
        return path.resolve("run").resolve(name);
    }

    Path log(String name) {
        return path.resolve("logs").resolve(name);
    }

    Path stateFile() {
        return runFile("cluster.json");
    }

    /** Where {@link RestartRequest}s are put. */
    Path restartRequest() {
        return runFile("restart.json");
    }

    /** Where {@link StoreRequest}s are put. */
    Path storeRequest() {
        return runFile("store.ask");
    }

    /** What clients are told of, so that they notice when they were told more than is there. */
    String history() {
        try {
            return Files.readString(path.resolve(HISTORY)).strip();
        } catch (IOException e) {
            throw new ClusterFault("cannot read " + path.resolve(HISTORY), "mend this: " + reason(e), e);
        }
    }

    static void newHistory(Path directory) throws IOException {
        Files.writeString(directory.resolve(HISTORY), UUID.randomUUID() + "\n");
    }

    private Path lockFile() {
        return path.resolve("lock");
    }

    /** Makes the directory if need be, takes its lock, and checks that this version can work with it. */
    void open() {
        try {
            makeOwn();
            Files.createDirectories(path.resolve("run"));
            Files.createDirectories(path.resolve("logs"));
            lock();
            checkFormat();
            if (!Files.exists(path.resolve(HISTORY))) {
                newHistory(path);
            }
            long free = path.toFile().getUsableSpace();
            if (free < freeBytesMin) {
                throw new ClusterFault(
                        "disk full: " + (free >> 20) + " MB left at " + path,
                        "free some space (" + (freeBytesMin >> 20)
                                + " MB are needed to start) or choose another --data");
            }
        } catch (IOException e) {
            throw new ClusterFault("cannot write " + path, "choose another --data, or mend this: " + reason(e), e);
        }
    }

    /** Only its owner looks into it: it holds the keys that sign tokens. */
    private void makeOwn() throws IOException {
        if (!Files.exists(path)) {
            Files.createDirectories(path.getParent());
            Files.createDirectory(
                    path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        }
    }

    private void lock() throws IOException {
        FileChannel channel = FileChannel.open(
                lockFile(), StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        if (!tryLock(channel)) {
            channel.close();
            throw new ClusterFault(
                    path + " is in use by another ./parley up (pid " + pidIn(lockFile()) + ")",
                    "./parley down stops it; or choose another --data");
        }
        lockChannel = channel;
        channel.truncate(0);
        channel.write(
                ByteBuffer.wrap(Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.UTF_8)));
    }

    /** Tries for a moment: somebody who asks for the status holds the lock for that long. */
    private static boolean tryLock(FileChannel channel) throws IOException {
        for (int i = 0; i < LOCK_TRIES; i++) {
            if (channel.tryLock() != null) {
                return true;
            }
            Pause.of(LOCK_RETRY);
        }
        return false;
    }

    private void checkFormat() throws IOException {
        Path file = path.resolve("format");
        if (!Files.exists(file)) {
            Files.writeString(file, FORMAT + "\n");
            return;
        }
        requireKnownFormat();
    }

    /** Refuses a layout that this version cannot work with. */
    void requireKnownFormat() {
        Path file = path.resolve("format");
        if (!Files.exists(file)) {
            return;
        }
        String text;
        try {
            text = Files.readString(file).strip();
        } catch (IOException e) {
            throw new ClusterFault("cannot read " + file, "mend this: " + reason(e), e);
        }
        if (!text.matches("\\d{1,9}")) {
            throw new ClusterFault(file + " is damaged", "it should hold the number " + FORMAT);
        }
        if (Integer.parseInt(text) > FORMAT) {
            throw new ClusterFault(
                    path + " was written by a newer Parley (format " + text + "; this one knows " + FORMAT + ")",
                    "run that version, or choose another --data");
        }
    }

    /** The process id of the supervisor that runs on this directory now; empty if there is none. */
    public Optional<Long> runningSupervisor() {
        if (!Files.exists(lockFile())) {
            return Optional.empty();
        }
        try (FileChannel channel = FileChannel.open(lockFile(), StandardOpenOption.READ, StandardOpenOption.WRITE);
                FileLock free = channel.tryLock()) {
            return free == null ? Optional.of(Long.parseLong(pidIn(lockFile()))) : Optional.empty();
        } catch (IOException | NumberFormatException e) {
            throw new ClusterFault("cannot read " + lockFile(), "mend this: " + reason(e), e);
        }
    }

    private static String pidIn(Path lockFile) throws IOException {
        return Files.readString(lockFile).strip();
    }

    private static String reason(Exception e) {
        return e.getClass().getSimpleName() + ": " + e.getMessage();
    }

    /** Gives up the lock; the directory stays. */
    @Override
    public void close() throws IOException {
        FileChannel channel = lockChannel;
        if (channel != null) {
            channel.close();
        }
    }
}
