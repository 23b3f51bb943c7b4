package parley.server.local;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A directory that is there whole or not at all: it is filled under another name beside it, and gets its own at the end, when all of it is on
 * the disk. Only its owner may look into it: it holds the keys that sign tokens.
 */
final class NewDirectory implements AutoCloseable {

    private final Path target;
    private final Path pending;
    private boolean done;

    private NewDirectory(Path target, Path pending) {
        this.target = target;
        this.pending = pending;
    }

    /** Refuses a directory that has something in it. */
    static NewDirectory at(Path path, String option) throws IOException {
        Path target = path.toAbsolutePath().normalize();
        Path pending = target.resolveSibling(target.getFileName() + ".partial");
        if (Files.exists(target) && !isEmptyDirectory(target)) {
            throw new ClusterFault(target + " is not empty", "choose another " + option);
        }
        if (Files.exists(pending)) {
            throw new ClusterFault(
                    pending + " is there already", "if nothing writes it, an earlier try was cut off: delete it");
        }
        Files.createDirectories(target.resolveSibling(".").normalize());
        Files.createDirectory(
                pending, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        return new NewDirectory(target, pending);
    }

    private static boolean isEmptyDirectory(Path path) throws IOException {
        if (!Files.isDirectory(path)) {
            return false;
        }
        try (Stream<Path> entries = Files.list(path)) {
            return entries.findAny().isEmpty();
        }
    }

    /** Where to put what is to be in it. */
    Path pending() {
        return pending;
    }

    /** Gives it its name. */
    void finish() throws IOException {
        for (Path path : contents()) {
            sync(path);
        }
        Files.move(pending, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        done = true;
        sync(target.resolveSibling("."));
    }

    private static void sync(Path path) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private List<Path> contents() throws IOException {
        try (Stream<Path> paths = Files.walk(pending)) {
            return paths.sorted(Comparator.reverseOrder()).toList();
        }
    }

    /** Leaves nothing behind that is not whole. */
    @Override
    public void close() throws IOException {
        if (!done) {
            for (Path path : contents()) {
                Files.delete(path);
            }
        }
    }
}
