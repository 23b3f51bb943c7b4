package parley.system.local;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.StreamSupport;
import parley.server.local.Distribution;
import parley.server.local.NodeArchive;

/** A command of ./parley as a process of its own, from the distribution that the build just packaged. */
public final class CommandRun implements AutoCloseable {

    /** The distribution that the build just packaged. */
    static final Path DIST =
            Path.of("..", "server", "target", "dist").toAbsolutePath().normalize();

    private static final Duration START_TIMEOUT = Duration.ofMinutes(3);

    private final Process process;
    private final Path output;

    private CommandRun(Process process, Path output) {
        this.process = process;
        this.output = output;
    }

    /** What stands for ./parley, of which a test is a part: that would build. The same command line as there. */
    static List<String> words() {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx96m",
                "-XX:-UsePerfData",
                "-Dlogback.configurationFile=logback-cli.xml",
                "-D" + Distribution.PROPERTY + "=" + DIST,
                "-cp",
                DIST + "/lib/*",
                "parley.server.local.cli.ParleyCommand");
    }

    public static CommandRun start(String... arguments) throws IOException {
        return start(Map.of(), arguments);
    }

    /** With more variables. */
    public static CommandRun start(Map<String, String> environment, String... arguments) throws IOException {
        if (arguments[0].equals("up")) {
            NodeArchive.ensure(DIST, words());
        }
        Path output = Files.createTempFile("parley", ".out");
        var command = new ArrayList<>(words());
        command.addAll(List.of(arguments));
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().putAll(environment);
        return new CommandRun(builder.start(), output);
    }

    /** Runs it to its end and returns what it said. */
    public static CommandRun finished(String... arguments) throws IOException, InterruptedException {
        CommandRun run = start(arguments);
        if (!run.process.waitFor(START_TIMEOUT.toSeconds(), TimeUnit.SECONDS)) {
            run.process.destroyForcibly();
            throw new AssertionError("does not end: " + run.output());
        }
        return run;
    }

    public static JsonNode status(Path data) throws IOException, InterruptedException {
        String json = finished("status", "--json", "--data", data.toString()).output();
        return new ObjectMapper().readTree(json);
    }

    /** All processes of a running cluster: the supervisor, the database, the nodes. */
    static List<ProcessHandle> processes(JsonNode status) {
        var pids = new ArrayList<Long>();
        pids.add(status.path("pid").asLong());
        pids.add(status.path("cassandra").path("pid").asLong());
        StreamSupport.stream(status.path("nodes").spliterator(), false)
                .map(node -> node.path("pid").asLong())
                .forEach(pids::add);
        return pids.stream().map(pid -> ProcessHandle.of(pid).orElseThrow()).toList();
    }

    public CommandRun awaitLine(String line) {
        return awaitLine("the line " + line, line::equals);
    }

    CommandRun awaitLineFrom(String beginning) {
        return awaitLine("a line from " + beginning, line -> line.startsWith(beginning));
    }

    private CommandRun awaitLine(String what, Predicate<String> which) {
        await(what).atMost(START_TIMEOUT).pollInterval(Duration.ofMillis(100)).until(() -> {
            if (!process.isAlive()) {
                throw new AssertionError("ended early: " + output());
            }
            return output().lines().anyMatch(which);
        });
        return this;
    }

    boolean isAlive() {
        return process.isAlive();
    }

    public String output() throws IOException {
        return Files.readString(output);
    }

    public int exitStatus() {
        return process.exitValue();
    }

    void kill() {
        process.destroyForcibly();
    }

    @Override
    public void close() {
        process.toHandle().destroy();
        process.onExit().join();
    }
}
