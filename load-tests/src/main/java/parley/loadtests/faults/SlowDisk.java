package parley.loadtests.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Every sync to disk of the database takes so much longer, as on a disk that is worn or shared: {@code strace} holds its {@code
 * fsync}, {@code fdatasync} and {@code msync} back. Needs strace and root.
 *
 * <p>An observer sees acks take as much longer, and about one group of writes in that time; above the time-outs (2.8 s in the
 * database, 3 s of a request) outcomes become unknown. All other calls of the database are slowed a little, too: it is traced.
 */
public final class SlowDisk implements Fault {

    private static final long ATTACHED_WITHIN_NANOS = TimeUnit.SECONDS.toNanos(20);
    private static final long LOOK_AGAIN_MS = 50;
    private static final int DETACHED_WITHIN_S = 20;
    private static final String CALLS = "fsync,fdatasync,msync";

    private final Supplier<ClusterChild> whom;
    private final Duration delay;
    private @Nullable Process strace;

    private SlowDisk(Supplier<ClusterChild> whom, Duration delay) {
        this.whom = whom;
        this.delay = delay;
    }

    public static SlowDisk ofCassandra(RunningCluster cluster, Duration delay) {
        return new SlowDisk(cluster::cassandra, delay);
    }

    /** Returns when it is traced. */
    @Override
    public void begin() {
        ProcessHandle process = whom.get().process();
        String micros = Long.toString(TimeUnit.NANOSECONDS.toMicros(delay.toNanos()));
        try {
            strace = new ProcessBuilder(
                            "strace",
                            "-f",
                            "-qq",
                            "-o",
                            "/dev/null",
                            "-e",
                            "trace=" + CALLS,
                            "-e",
                            "inject=" + CALLS + ":delay_exit=" + micros,
                            "-p",
                            Long.toString(process.pid()))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            awaitAttached(process.pid(), strace);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot run strace (package strace)", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while strace attached", e);
        }
    }

    private static void awaitAttached(long pid, Process strace) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + ATTACHED_WITHIN_NANOS;
        String wanted = "TracerPid:\t" + strace.pid();
        while (!Files.readString(Path.of("/proc", Long.toString(pid), "status")).contains(wanted)) {
            if (System.nanoTime() - deadline > 0 || strace.waitFor(LOOK_AGAIN_MS, TimeUnit.MILLISECONDS)) {
                strace.destroyForcibly();
                throw new IllegalStateException("strace does not attach to " + pid + ": it needs root");
            }
        }
    }

    @Override
    public void end() {
        Process tracing = strace;
        strace = null;
        if (tracing == null) {
            return;
        }
        // It lets go of what it traces, also when it is killed.
        tracing.destroy();
        try {
            if (!tracing.waitFor(DETACHED_WITHIN_S, TimeUnit.SECONDS)) {
                tracing.destroyForcibly();
            }
        } catch (InterruptedException e) {
            tracing.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public String name() {
        return "slow disk of cassandra by " + delay.toMillis() + " ms";
    }
}
