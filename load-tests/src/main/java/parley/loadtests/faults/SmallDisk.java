package parley.loadtests.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A file system of its own, in a file, so that it can be full without harm to anything else. Needs root and mkfs.ext4. Mounted before the cluster
 * starts, at {@code DATA/cassandra}, it holds the embedded database and nothing else; the start wants 256 MB free there.
 */
public final class SmallDisk implements AutoCloseable {

    private final Path directory;
    private final Path image;

    private SmallDisk(Path directory, Path image) {
        this.directory = directory;
        this.image = image;
    }

    /** Mounts it. What it holds is lost when it is closed. */
    public static SmallDisk mount(Path directory, int megabytes) {
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Path image = directory.resolveSibling(directory.getFileName() + ".img");
        HostCommand.run("truncate", "-s", megabytes + "M", image.toString());
        HostCommand.run("mkfs.ext4", "-q", "-F", "-m", "0", image.toString());
        HostCommand.run("mount", "-o", "loop", image.toString(), directory.toString());
        return new SmallDisk(directory, image);
    }

    public Path directory() {
        return directory;
    }

    /** Unmounts it; whatever used it must have ended. */
    @Override
    public void close() {
        HostCommand.run("umount", directory.toString());
        try {
            Files.deleteIfExists(image);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
