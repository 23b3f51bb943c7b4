package parley.loadtests.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A file system of its own in memory, so that it can be full without harm to anything else. Needs root. Mounted before the cluster
 * starts, at {@code DATA/cassandra}, it holds the embedded database and nothing else; the start wants 256 MB free there.
 */
public final class SmallDisk implements AutoCloseable {

    private final Path directory;

    private SmallDisk(Path directory) {
        this.directory = directory;
    }

    /** Mounts it. What it holds is lost when it is closed. */
    public static SmallDisk mount(Path directory, int megabytes) {
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        HostCommand.run(
                "mount", "-t", "tmpfs", "-o", "size=" + megabytes + "m", "parley-small-disk", directory.toString());
        return new SmallDisk(directory);
    }

    public Path directory() {
        return directory;
    }

    /** Unmounts it; whatever used it must have ended. */
    @Override
    public void close() {
        HostCommand.run("umount", directory.toString());
    }
}
