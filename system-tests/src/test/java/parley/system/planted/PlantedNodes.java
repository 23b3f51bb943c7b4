package parley.system.planted;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import net.bytebuddy.ByteBuddy;
import org.awaitility.Awaitility;
import parley.system.local.LocalClusterUnderTest;
import parley.system.local.Stage;

/** A cluster whose nodes have all bugs planted, at most one of them on at a time. One thread only. */
final class PlantedNodes implements AutoCloseable {

    private static final Duration SEEN_WITHIN = Duration.ofSeconds(10);

    private final LocalClusterUnderTest cluster;
    private final Path directory;
    private final List<Path> reports;

    private PlantedNodes(LocalClusterUnderTest cluster, int nodes, Path directory) {
        this.cluster = cluster;
        this.directory = directory;
        this.reports = IntStream.range(0, nodes)
                .mapToObj(node -> directory.resolve(Switch.reportName(cluster.pid(node))))
                .toList();
    }

    /** @param options more options for the nodes */
    static PlantedNodes start(int nodes, String... options) throws IOException {
        Path directory = Files.createTempDirectory("planted-bugs");
        Files.createFile(directory.resolve(Switch.CONTROL));
        List<String> all = new ArrayList<>(List.of(options));
        all.add("-javaagent:" + agentJar(directory) + "=" + directory);
        return new PlantedNodes(LocalClusterUnderTest.start(nodes, all), nodes, directory);
    }

    LocalClusterUnderTest cluster() {
        return cluster;
    }

    /** Returns when all nodes have the bug on; {@code told} is for the bug. */
    void on(PlantedBug bug, String told) {
        set((bug + " " + told).strip());
    }

    /** Returns when no node has any bug on. */
    void off() {
        set("");
    }

    /** Makes the chat leave memory; who speaks next brings it back from the log. Returns when it has begun to leave. */
    void passivate(Stage.Person member, String chat) {
        String line = Switch.PASSIVATED + chat;
        long before = count(line);
        member.client().typing(chat, true);
        Awaitility.await().atMost(SEEN_WITHIN).until(() -> count(line) > before);
    }

    private long count(String line) {
        return said().filter(line::equals).count();
    }

    /** What the nodes said that the bug did. */
    List<String> firings(PlantedBug bug) {
        return said().filter(line -> line.startsWith(Switch.FIRED + bug + " ")).toList();
    }

    private Stream<String> said() {
        return reports.stream().flatMap(report -> lines(report).stream());
    }

    @Override
    public void close() {
        cluster.close();
    }

    private void set(String line) {
        try {
            Path fresh = Files.writeString(directory.resolve(Switch.CONTROL + ".new"), line);
            Files.move(fresh, directory.resolve(Switch.CONTROL), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Awaitility.await()
                .atMost(SEEN_WITHIN)
                .untilAsserted(() -> assertThat(reports)
                        .allSatisfy(report -> assertThat(lines(report).stream()
                                        .filter(said -> said.startsWith(Switch.ON))
                                        .reduce((first, second) -> second))
                                .contains(Switch.ON + line)));
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** This package as a jar that finds Byte Buddy where the tests have it. */
    private static Path agentJar(Path directory) throws IOException {
        Manifest manifest = new Manifest();
        Attributes attributes = manifest.getMainAttributes();
        attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        attributes.put(new Attributes.Name("Premain-Class"), PlantedBugsAgent.class.getName());
        attributes.put(
                Attributes.Name.CLASS_PATH, placeOf(ByteBuddy.class).toUri().toString());
        Path classes = placeOf(PlantedBugsAgent.class);
        Path jar = directory.resolve("agent.jar");
        try (OutputStream file = Files.newOutputStream(jar);
                JarOutputStream out = new JarOutputStream(file, manifest);
                Stream<Path> own = Files.list(
                        classes.resolve(PlantedBugsAgent.class.getPackageName().replace('.', '/')))) {
            for (Path one : own.toList()) {
                out.putNextEntry(new ZipEntry(classes.relativize(one).toString()));
                Files.copy(one, out);
                out.closeEntry();
            }
        }
        return jar;
    }

    private static Path placeOf(Class<?> type) {
        try {
            return Path.of(
                    type.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
