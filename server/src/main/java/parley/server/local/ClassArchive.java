package parley.server.local;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * An archive of the classes that a node loads (AppCDS), which makes a node start about twice as fast. It is made in the background
 * the first time that a build runs: the node writes down which classes it loads, and once it is ready a process of lowest priority
 * turns the list into an archive. An archive is bound to the exact jars, so its name has a checksum of their names, sizes and times.
 * A missing or broken archive costs time, nothing else.
 */
final class ClassArchive {

    private final Distribution distribution;
    private final Path archive;
    private final Path classList;
    private @Nullable Process dump;

    ClassArchive(Distribution distribution, Path classList) {
        this.distribution = distribution;
        this.archive = distribution.archives().resolve("node-" + fingerprint(distribution.nodeJars()) + ".jsa");
        this.classList = classList;
    }

    boolean isMade() {
        return Files.exists(archive);
    }

    /** The options that make a node use the archive or, when there is none yet, record what should be in it. */
    List<String> nodeOptions(int node) {
        if (isMade()) {
            return List.of("-XX:SharedArchiveFile=" + archive, "-Xshare:auto");
        }
        return node == 0 ? List.of("-XX:DumpLoadedClassList=" + classList) : List.of();
    }

    /** Starts making the archive from what the running node recorded, if there is none. */
    void make() throws IOException {
        if (isMade() || !Files.exists(classList)) {
            return;
        }
        Files.createDirectories(archive.getParent());
        deleteOld();
        Path list = completeLines();
        var command = List.of(
                "nice",
                "-n",
                "19",
                distribution.java().toString(),
                "-Xshare:dump",
                "-XX:+UseG1GC",
                "-Xmx512m",
                "-XX:SharedClassListFile=" + list,
                "-XX:SharedArchiveFile=" + pending(),
                "-cp",
                distribution.nodeClassPath());
        dump = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(archive.resolveSibling("node-dump.log").toFile())
                .start();
    }

    void stop() throws IOException {
        Process running = dump;
        if (running != null) {
            running.destroyForcibly().onExit().join();
            deleteUnfinished();
        }
    }

    /** The node is still writing: its last line may be cut off. */
    private Path completeLines() throws IOException {
        Path list = own(".classes");
        String text = Files.readString(classList);
        return Files.writeString(list, text.substring(0, text.lastIndexOf('\n') + 1));
    }

    /** Its own: another cluster may be making the same archive. */
    private Path pending() {
        return own(".pending");
    }

    private Path own(String suffix) {
        return archive.resolveSibling(
                archive.getFileName() + "." + ProcessHandle.current().pid() + suffix);
    }

    /** Lets the next start use the archive, once it is whole. Called now and then. */
    void publishWhenMade() throws IOException {
        Process finished = dump;
        if (finished == null || finished.isAlive()) {
            return;
        }
        dump = null;
        if (finished.exitValue() == 0) {
            Files.move(pending(), archive, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        }
        deleteUnfinished();
    }

    private void deleteUnfinished() throws IOException {
        Files.deleteIfExists(pending());
        Files.deleteIfExists(own(".classes"));
    }

    /** What is left of earlier builds; others share the directory, and another cluster may be making the same archive as this one. */
    private void deleteOld() throws IOException {
        try (Stream<Path> files = Files.list(distribution.archives())) {
            for (Path file : files.filter(this::isOfAnotherBuild).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }

    private boolean isOfAnotherBuild(Path file) {
        String name = file.getFileName().toString();
        return name.startsWith("node-")
                && !name.startsWith(archive.getFileName().toString());
    }

    private static String fingerprint(List<Path> jars) {
        var crc = new CRC32();
        for (Path jar : jars) {
            File file = jar.toFile();
            crc.update((file.getPath() + file.length() + ':' + file.lastModified()).getBytes(StandardCharsets.UTF_8));
        }
        return Long.toHexString(crc.getValue());
    }
}
