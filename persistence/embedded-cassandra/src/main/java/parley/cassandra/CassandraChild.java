package parley.cassandra;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.lang.reflect.Method;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeUnit;
import org.apache.cassandra.service.CassandraDaemon;
import org.jspecify.annotations.Nullable;

/**
 * Runs Cassandra for as long as its parent lives. The parent holds the other end of this process' standard input, so end of
 * file means that the parent is gone, however it went. A lock on the directory keeps two processes from sharing one set of data
 * files, also while an orphan is still shutting down.
 */
public final class CassandraChild {

    /** Names the lock file; set by the launcher. */
    static final String LOCK_PROPERTY = "parley.cassandra.lock";

    /** Exit status when another process holds the directory. The launcher knows it by this number. */
    static final int EXIT_DIRECTORY_IN_USE = 75;

    /** Where what was asked for last is answered, in the directory of the lock. The launcher knows it by this name. */
    static final String ANSWER_FILE = "snapshot.answer";

    /** Of all its threads, since they are started later. */
    private static final long TIMER_SLACK_NANOS = 1_000_000;

    private static final long LOCK_WAIT_MS = 20_000;
    private static final long LOCK_RETRY_MS = 200;
    private static final long ORDERLY_EXIT_MS = 15_000;

    /** Held until the process ends; a field, so that the lock is not collected. */
    private static @Nullable FileLock lock;

    private CassandraChild() {}

    public static void main(String[] args) throws Exception {
        TimerSlack.set(TIMER_SLACK_NANOS);
        ignoreTerminalInterrupt();
        lockDirectory(Path.of(System.getProperty(LOCK_PROPERTY)));
        startDaemonThread("parent-watch", CassandraChild::exitWithParent);
        CassandraDaemon.main(args);
    }

    /** Ctrl-C goes to the whole process group; the parent decides when its database stops. */
    private static void ignoreTerminalInterrupt() throws ReflectiveOperationException {
        Class<?> signal = Class.forName("sun.misc.Signal");
        Class<?> handler = Class.forName("sun.misc.SignalHandler");
        Method handle = signal.getMethod("handle", signal, handler);
        Object interrupt = signal.getConstructor(String.class).newInstance("INT");
        handle.invoke(null, interrupt, handler.getField("SIG_IGN").get(null));
    }

    private static void lockDirectory(Path file) throws IOException, InterruptedException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        for (long waitedMs = 0; waitedMs <= LOCK_WAIT_MS; waitedMs += LOCK_RETRY_MS) {
            lock = channel.tryLock();
            if (lock != null) {
                return;
            }
            TimeUnit.MILLISECONDS.sleep(LOCK_RETRY_MS);
        }
        System.err.println("directory in use: " + file.getParent());
        System.exit(EXIT_DIRECTORY_IN_USE);
    }

    private static void exitWithParent() {
        obeyUntilEndOfInput(System.in);
        startDaemonThread("orderly-exit-limit", CassandraChild::haltWhenStuck);
        System.exit(0);
    }

    /** What the parent asks for is a line each; its answer is a file, see {@link Snapshots}. */
    private static void obeyUntilEndOfInput(InputStream input) {
        var snapshots = new Snapshots(Path.of(System.getProperty(LOCK_PROPERTY)).resolveSibling(ANSWER_FILE));
        try (var lines = new BufferedReader(new InputStreamReader(input, StandardCharsets.UTF_8))) {
            String line = lines.readLine();
            while (line != null) {
                String asked = line;
                // Not on this thread: the parent may end meanwhile.
                startDaemonThread("snapshot", () -> snapshots.obey(asked));
                line = lines.readLine();
            }
        } catch (IOException e) {
            System.err.println("standard input: " + e + "; taken for its end");
        }
    }

    private static void haltWhenStuck() {
        try {
            TimeUnit.MILLISECONDS.sleep(ORDERLY_EXIT_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Runtime.getRuntime().halt(1);
    }

    private static void startDaemonThread(String name, Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
    }
}
