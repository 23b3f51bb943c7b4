package parley.persistence.embedded;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Cassandra's classes, parsed in advance: halves its start time. The first start with given jars lists the classes that it
 * loads; once it is ready, a process of its own makes the archive from the list, and later starts use it. The JVM checks an
 * archive against the jars by itself and goes on without one that does not fit.
 */
final class ClassDataArchive {

    private static final Logger log = LoggerFactory.getLogger(ClassDataArchive.class);
    private static final int KEY_HEX_DIGITS = 16;

    private final ChildFiles files;
    private final Path archive;
    private final Path classList;

    private ClassDataArchive(ChildFiles files, Path archive, Path classList) {
        this.files = files;
        this.archive = archive;
        this.classList = classList;
    }

    static ClassDataArchive of(EmbeddedCassandraOptions options, ChildFiles files) throws IOException {
        Files.createDirectories(options.cacheDirectory());
        String name = "cassandra-" + keyOf(files.jars());
        return new ClassDataArchive(
                files,
                options.cacheDirectory().resolve(name + ".jsa"),
                options.cacheDirectory()
                        .resolve(name + "-" + ProcessHandle.current().pid() + ".classes"));
    }

    private static String keyOf(List<Path> jars) throws IOException {
        StringBuilder text = new StringBuilder(Runtime.version().toString());
        for (Path jar : jars) {
            text.append('\n').append(jar).append(' ').append(Files.size(jar));
            text.append(' ').append(Files.getLastModifiedTime(jar).toMillis());
        }
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256").digest(text.toString().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest).substring(0, KEY_HEX_DIGITS);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
    }

    List<String> jvmArguments() {
        return Files.exists(archive)
                ? List.of("-Xshare:auto", "-XX:SharedArchiveFile=" + archive)
                : List.of("-XX:DumpLoadedClassList=" + classList);
    }

    /** Makes the archive unless there is one. Returns at once; a failure costs later starts their speed and nothing else. */
    void createInBackground() {
        if (Files.exists(archive) || !Files.exists(classList)) {
            return;
        }
        Thread thread = new Thread(this::create, "cassandra-class-data");
        thread.setDaemon(true);
        thread.start();
    }

    private void create() {
        Path unfinished = classList.resolveSibling(classList.getFileName() + ".jsa");
        try {
            Path complete = withoutHalfLine();
            Process process = new ProcessBuilder(
                            files.javaCommand(),
                            "@" + files.jvmOptions(),
                            "-Xmx512m",
                            "-Xshare:dump",
                            "-Xlog:disable",
                            "-XX:SharedClassListFile=" + complete,
                            "-XX:SharedArchiveFile=" + unfinished,
                            "-cp",
                            files.classPath())
                    .redirectOutput(Redirect.DISCARD)
                    .redirectError(Redirect.DISCARD)
                    .start();
            int status = process.waitFor();
            if (status == 0) {
                Files.move(unfinished, archive, StandardCopyOption.ATOMIC_MOVE);
                log.info("cassandra class data archived file={}", archive);
            } else {
                log.info("cassandra class data not archived exitStatus={}", status);
            }
            Files.deleteIfExists(complete);
            Files.deleteIfExists(classList);
            Files.deleteIfExists(unfinished);
        } catch (IOException e) {
            log.info("cassandra class data not archived: {}", e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The child may be in the middle of writing a line. */
    private Path withoutHalfLine() throws IOException {
        String text = Files.readString(classList, StandardCharsets.UTF_8);
        Path complete = classList.resolveSibling(classList.getFileName() + ".complete");
        Files.writeString(complete, text.substring(0, text.lastIndexOf('\n') + 1), StandardCharsets.UTF_8);
        return complete;
    }
}
