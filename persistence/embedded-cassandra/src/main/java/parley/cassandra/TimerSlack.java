package parley.cassandra;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * How much later than asked for the kernel may wake a thread that waits for a time (Linux, {@code PR_SET_TIMERSLACK} of prctl(2)). Threads
 * have it from the one that started them.
 *
 * <p>Cassandra's workers that have nothing to do look for work again each 10 µs or a little later, for as long as there was some lately.
 * With the kernel's 50 µs they come to that many thousand times a second, which is felt where processors are few (docs/benchmarks.md).
 */
final class TimerSlack {

    private static final Path THIS_THREAD = Path.of("/proc/thread-self");

    private TimerSlack() {}

    /** Of this thread, and of those that it starts from now on. Does nothing where the system knows no such thing. */
    static void set(long nanos) {
        try {
            Path thread = Files.readSymbolicLink(THIS_THREAD).getFileName();
            Files.writeString(Path.of("/proc", thread.toString(), "timerslack_ns"), Long.toString(nanos));
        } catch (IOException e) {
            System.err.println("timer slack not set: " + e);
        }
    }
}
