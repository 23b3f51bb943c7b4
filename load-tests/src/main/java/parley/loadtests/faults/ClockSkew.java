package parley.loadtests.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;

/**
 * The wall clock of one child is wrong by so much, while time runs on as before: {@code libfaketime} stands between the process and
 * its clock, and leaves the monotonic clock alone. The clock jumps when this begins, and back when it ends, about a second later each
 * time. The child must have been started with {@link #environment}.
 *
 * <p>An observer sees times of messages that are wrong, and tokens that expire early or late on that node; order, read positions and leases
 * must not care.
 *
 * <p>The library's correction of timed waits is off: for JVMs, which wait on the monotonic clock, it is wrong, and each wait of each
 * thread turns into a busy loop (Cassandra did not start in 90 s).
 */
public final class ClockSkew implements Fault {

    /** Not the one for several threads, which takes a lock each time: 19 µs a look instead of 140 ns. */
    private static final List<Path> LIBRARIES = List.of(
            Path.of("/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1"),
            Path.of("/usr/lib/aarch64-linux-gnu/faketime/libfaketime.so.1"));

    private final Path file;
    private final Duration skew;
    private final String name;

    private ClockSkew(Path file, Duration skew, String name) {
        this.file = file;
        this.skew = skew;
        this.name = name;
    }

    /** {@code file}: the one that the child was started with. */
    public static ClockSkew of(String whom, Path file, Duration skew) {
        return new ClockSkew(file, skew, "clock of " + whom + " by " + skew);
    }

    /**
     * Makes {@code file} with the right time, and returns the value of {@code PARLEY_NODE_ENV_K} or {@code PARLEY_CASSANDRA_ENV} that
     * makes the child read its clock's error from it.
     *
     * @throws IllegalStateException if libfaketime is not installed
     */
    public static String environment(Path file) {
        Path library = LIBRARIES.stream()
                .filter(Files::exists)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no libfaketime here: install the package libfaketime"));
        write(file, Duration.ZERO);
        return "LD_PRELOAD=" + library + " FAKETIME_TIMESTAMP_FILE=" + file.toAbsolutePath()
                + " FAKETIME_CACHE_DURATION=1 DONT_FAKE_MONOTONIC=1 FAKETIME_FORCE_MONOTONIC_FIX=0"
                + " NO_FAKE_STAT=1";
    }

    private static void write(Path file, Duration skew) {
        Path next = file.resolveSibling(file.getFileName() + ".next");
        try {
            Files.writeString(next, (skew.isNegative() ? "" : "+") + skew.toSeconds() + "\n");
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void begin() {
        write(file, skew);
    }

    @Override
    public void end() {
        write(file, Duration.ZERO);
    }

    @Override
    public String name() {
        return name;
    }
}
