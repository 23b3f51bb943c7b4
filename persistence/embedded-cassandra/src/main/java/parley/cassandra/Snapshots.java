package parley.cassandra;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import org.apache.cassandra.service.StorageService;

/**
 * Takes snapshots of tables when the parent asks for them, and answers in a file: the name of the snapshot, what was asked, and {@code
 * done} or {@code failed} and why. One at a time. A line that asks is one of
 *
 * <pre>
 * snapshot NAME KEYSPACE.TABLE|KEYSPACE …   one after the other, in this order
 * forget NAME
 * </pre>
 */
final class Snapshots {

    private final Path answer;

    Snapshots(Path answer) {
        this.answer = answer;
    }

    synchronized void obey(String line) {
        List<String> words = List.of(line.strip().split(" +"));
        String name = words.size() < 2 ? "?" : words.get(1);
        try {
            switch (words.get(0)) {
                case "snapshot" -> take(name, words.subList(2, words.size()));
                case "forget" -> StorageService.instance.clearSnapshot(Map.of(), name);
                default -> throw new IllegalArgumentException("not known: " + line);
            }
            say(name + " " + words.get(0) + " done");
        } catch (IOException | RuntimeException e) {
            say(name + " " + words.get(0) + " failed "
                    + e.toString().lines().findFirst().orElse(""));
        }
    }

    /** What is in memory of a table is written to its files first, so each has at least what was acknowledged before it was its turn. */
    private static void take(String name, List<String> entities) throws IOException {
        for (String entity : entities) {
            StorageService.instance.takeSnapshot(name, Map.of(), entity);
        }
    }

    private void say(String text) {
        Path next = answer.resolveSibling(answer.getFileName() + ".next");
        try {
            Files.writeString(next, text + "\n");
            Files.move(next, answer, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            System.err.println("cannot answer " + text + ": " + e);
        }
    }
}
