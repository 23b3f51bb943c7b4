package parley.server.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import parley.server.FreePorts;

/**
 * The archive of a node's classes, made before the first cluster is tested. A cluster makes it by itself, with what the processors have left: while
 * tests keep these busy it is stopped before it is done, and the next one begins again.
 */
public final class NodeArchive {

    private static final Duration MADE_WITHIN = Duration.ofMinutes(3);

    /** Whoever has none starts later, and nothing else. */
    private static boolean givenUp;

    private NodeArchive() {}

    /**
     * Returns when it is there, or could not be made in time. One process makes it with a cluster of one node, others wait for it.
     *
     * @param words what starts ./parley, without the command
     */
    public static synchronized void ensure(Path dist, List<String> words) {
        var archive = new ClassArchive(new Distribution(dist), dist.resolve("no list"));
        if (givenUp || archive.isMade()) {
            return;
        }
        try (FileChannel file = FileChannel.open(
                        dist.resolveSibling("archive.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock turn = file.lock()) {
            assert turn.isValid();
            if (!archive.isMade()) {
                make(archive, words);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void make(ClassArchive archive, List<String> words) throws IOException {
        Path data = Files.createTempDirectory(Files.createDirectories(Path.of("target", "clusters")), "archive-")
                .toAbsolutePath();
        List<String> command = new ArrayList<>(words);
        command.addAll(List.of("up", "--data", data.toString()));
        command.addAll(List.of("--http-port", String.valueOf(FreePorts.firstOf(1))));
        command.addAll(List.of("--ws-port", String.valueOf(FreePorts.firstOf(1))));
        Process up = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(data.resolve("up.out").toFile())
                .start();
        try {
            Awaitility.await("the archive of a node's classes, see " + data)
                    .atMost(MADE_WITHIN)
                    .until(() -> archive.isMade() || !up.isAlive());
        } catch (ConditionTimeoutException e) {
            System.out.println(e.getMessage());
        } finally {
            givenUp = !archive.isMade();
            Stream.concat(up.descendants(), Stream.of(up.toHandle())).toList().forEach(ProcessHandle::destroyForcibly);
        }
    }
}
