package parley.persistence.embedded;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import parley.persistence.embedded.EmbeddedCassandraException.Reason;

/**
 * A Cassandra of one node as a child process, listening on 127.0.0.1 unless told otherwise. What it acknowledges is on disk. It ends when it is
 * closed, and also when this JVM ends in whatever way: the child watches its standard input, which only we hold. Thread-safe.
 */
public final class EmbeddedCassandra implements AutoCloseable {

    /** The least free space on the data disk at start. */
    public static final long FREE_BYTES_MIN = 256L << 20;

    /** Each change of a table is written out otherwise, which is a quarter or more of the processor time of a start with all tables. */
    private static final String TABLES_IN_MEMORY = "-Dcassandra.test.flush_local_schema_changes=false";

    private static final Logger log = LoggerFactory.getLogger(EmbeddedCassandra.class);
    private static final String MAIN_CLASS = "parley.cassandra.CassandraChild";
    private static final String ANSWER_FILE = "snapshot.answer";
    private static final int EXIT_DIRECTORY_IN_USE = 75;
    private static final long POLL_MS = 50;
    private static final long STOP_WAIT_S = 20;
    private static final int LAST_LINES = 15;

    private final EmbeddedCassandraOptions options;
    private final Process process;

    private EmbeddedCassandra(EmbeddedCassandraOptions options, Process process) {
        this.options = options;
        this.process = process;
    }

    /**
     * Starts the process and waits until CQL answers. Blocks for seconds.
     *
     * @throws EmbeddedCassandraException with the reason; nothing is left running then
     */
    public static EmbeddedCassandra start(EmbeddedCassandraOptions options)
            throws EmbeddedCassandraException, InterruptedException {
        try {
            ChildFiles files = ChildFiles.prepare(options);
            if (options.surroundings().launcher().isEmpty()) {
                requireFreePort(options.nativePort(), "native");
                requireFreePort(options.storagePort(), "storage");
            }
            CqlProbe probe = CqlProbe.of(options.encryption());
            ClassDataArchive archive = ClassDataArchive.of(options, files);
            EmbeddedCassandra cassandra = new EmbeddedCassandra(options, launch(options, files, archive));
            cassandra.awaitReady(files, probe);
            archive.createInBackground();
            return cassandra;
        } catch (IOException e) {
            throw new EmbeddedCassandraException(
                    Reason.DIED_AT_START, "cannot start Cassandra in " + options.directory() + ": " + e, e);
        }
    }

    private static Process launch(EmbeddedCassandraOptions options, ChildFiles files, ClassDataArchive archive)
            throws IOException {
        List<String> command = new ArrayList<>(options.surroundings().launcher());
        command.add(files.javaCommand());
        command.add("@" + files.jvmOptions());
        command.add("-Xms" + options.heapMinMb() + "m");
        command.add("-Xmx" + options.heapMaxMb() + "m");
        if (options.shortLived()) {
            command.add("-XX:TieredStopAtLevel=1");
            command.add(TABLES_IN_MEMORY);
        }
        command.addAll(files.systemProperties());
        command.addAll(archive.jvmArguments());
        command.addAll(options.jvmArguments());
        command.add("-cp");
        command.add(files.classPath());
        command.add(MAIN_CLASS);
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().putAll(options.surroundings().environment());
        return builder.directory(options.directory().toFile())
                .redirectErrorStream(true)
                .redirectOutput(Redirect.to(files.console().toFile()))
                .start();
    }

    private void awaitReady(ChildFiles files, CqlProbe probe) throws EmbeddedCassandraException, InterruptedException {
        long deadlineNs = System.nanoTime() + options.startTimeout().toNanos();
        while (!probe.answers(contactPoint())) {
            if (process.waitFor(POLL_MS, TimeUnit.MILLISECONDS)) {
                throw died(files);
            }
            if (System.nanoTime() - deadlineNs > 0) {
                close();
                throw new EmbeddedCassandraException(
                        Reason.NOT_READY,
                        "Cassandra did not answer within " + options.startTimeout() + ":\n"
                                + files.lastLines(LAST_LINES));
            }
        }
        log.info(
                "cassandra ready port={} pid={} directory={}",
                options.nativePort(),
                process.pid(),
                options.directory());
    }

    private EmbeddedCassandraException died(ChildFiles files) {
        String lastLines = files.lastLines(LAST_LINES);
        Reason reason = reasonOf(process.exitValue(), lastLines);
        return new EmbeddedCassandraException(
                reason,
                "Cassandra ended at start (" + reason + ", exit status " + process.exitValue() + ", directory "
                        + options.directory() + "):\n" + lastLines);
    }

    private static Reason reasonOf(int exitStatus, String lastLines) {
        if (exitStatus == EXIT_DIRECTORY_IN_USE) {
            return Reason.DIRECTORY_IN_USE;
        }
        if (lastLines.contains("No space left on device")) {
            return Reason.DISK_FULL;
        }
        if (lastLines.contains("Address already in use") || lastLines.contains("is in use by another process")) {
            return Reason.PORT_TAKEN;
        }
        return Reason.DIED_AT_START;
    }

    private static void requireFreePort(int port, String name) throws EmbeddedCassandraException {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        } catch (IOException e) {
            throw new EmbeddedCassandraException(
                    Reason.PORT_TAKEN,
                    "the " + name + " port " + port + " of 127.0.0.1 is taken: " + e.getMessage(),
                    e);
        }
    }

    public InetSocketAddress contactPoint() {
        return new InetSocketAddress(options.surroundings().host(), options.nativePort());
    }

    public long pid() {
        return process.pid();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** Completes when the process has ended, for whatever reason. */
    public CompletableFuture<Void> onExit() {
        return process.onExit().thenAccept(ended -> {});
    }

    /** CPU time that the process has used so far; empty where the operating system does not tell. */
    public Optional<Duration> cpuTime() {
        return process.info().totalCpuDuration();
    }

    /** Where the data of all tables lies. */
    public Path dataDirectory() {
        return options.directory().resolve("data");
    }

    /**
     * Asks for something, as {@code parley.cassandra.Snapshots} knows it; the answer is in {@link #answerFile}. Does not wait.
     *
     * @throws IOException if the process is gone
     */
    public void ask(String line) throws IOException {
        OutputStream input = process.getOutputStream();
        input.write((line + "\n").getBytes(StandardCharsets.UTF_8));
        input.flush();
    }

    /** Where the process that runs, or ran, in a directory answers what it was asked last. */
    public static Path answerFile(Path directory) {
        return directory.resolve(ANSWER_FILE);
    }

    /** Ends the process as a crash would. */
    public void kill() {
        process.destroyForcibly();
        process.onExit().join();
    }

    /** Stops in order: drains, flushes, ends. Waits up to 20 s, then kills. Idempotent. */
    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(STOP_WAIT_S, TimeUnit.SECONDS)) {
                log.warn("cassandra killed pid={} waitedS={}", process.pid(), STOP_WAIT_S);
                kill();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    /** Whether the directory has data of an earlier run. */
    public static boolean hasData(Path directory) {
        return Files.isDirectory(directory.resolve("data"));
    }
}
