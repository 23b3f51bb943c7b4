package parley.loadtests.faults;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A disk without a byte left, until there is room again: a file takes all of it. Only for a {@link SmallDisk}.
 *
 * <p>Of the database's disk an observer sees: acks go on for as long as the commit log has room in the segments that it made before;
 * then no message is acked. The database ends itself and is not started before there is room; it then comes back within the
 * supervisor's back-off (half a minute at most), and everything that was acked is there.
 */
public final class FullDisk implements Fault {

    private static final int BLOCK_BYTES = 1 << 16;

    private final Path ballast;

    public FullDisk(SmallDisk disk) {
        this.ballast = disk.directory().resolve("ballast");
    }

    @Override
    public void begin() {
        try (OutputStream file = Files.newOutputStream(ballast)) {
            fill(file, BLOCK_BYTES);
            fill(file, 1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void fill(OutputStream file, int blockBytes) {
        var block = new byte[blockBytes];
        try {
            while (true) {
                file.write(block);
            }
        } catch (IOException full) {
            // That is what was wanted.
        }
    }

    @Override
    public void end() {
        try {
            Files.deleteIfExists(ballast);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String name() {
        return "full disk";
    }
}
