package parley.system.planted;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import parley.engine.id.ChatId;

/**
 * In a node: which bug is on. Looks at a file that the test writes, and tells in a file of this process what it has seen there and each
 * time that the bug has done something, the first few times. Public where byte code that was copied into other packages calls it.
 */
public final class Switch {

    /** A line that names a bug, and what it is told, after a space; or an empty one. */
    static final String CONTROL = "control";

    static final String ON = "on ";
    static final String FIRED = "fired ";
    static final String PASSIVATED = "passivated ";

    private static final Duration LOOK_EVERY = Duration.ofMillis(50);
    private static final int FIRINGS_MAX = 50;

    private record Active(String line, PlantedBug planted, Bug bug, String told, AtomicInteger firings) {
        boolean isAt(String site) {
            return planted.sites().contains(site);
        }
    }

    private static volatile @Nullable Active active;
    private static volatile @Nullable Path directory;

    private Switch() {}

    static void start(Path control) {
        directory = control;
        report(ON);
        ScheduledExecutorService looking = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "planted-bugs");
            thread.setDaemon(true);
            return thread;
        });
        var unused = looking.scheduleWithFixedDelay(
                Switch::look, LOOK_EVERY.toMillis(), LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS);
    }

    private static void look() {
        try {
            String line = Files.readString(file(CONTROL)).strip();
            Active now = active;
            if (!line.equals(now == null ? "" : now.line)) {
                active = line.isEmpty() ? null : activeOf(line);
                report(ON + line);
            }
        } catch (RuntimeException | IOException e) {
            die(e);
        }
    }

    private static Active activeOf(String line) {
        String[] words = line.split(" ", 2);
        PlantedBug planted = PlantedBug.valueOf(words[0]);
        return new Active(
                line, planted, planted.make(), words.length > 1 ? words[1] : "", new AtomicInteger(FIRINGS_MAX));
    }

    /** A bug did what it is for. */
    static void fired(String what) {
        Active now = active;
        if (now != null && now.firings.getAndDecrement() > 0) {
            report(FIRED + now.planted + " " + what);
        }
    }

    /** What the control file says after the bug's name. */
    static String told() {
        Active now = active;
        return now == null ? "" : now.told;
    }

    public static Object[] arguments(String site, @Nullable Object self, Object[] arguments) {
        Active now = active;
        return now == null || !now.isAt(site) ? arguments : now.bug.arguments(site, self, arguments);
    }

    public static @Nullable Object instead(String site, @Nullable Object self, Object[] arguments) {
        if (self != null && site.equals(Passivation.SITE)) {
            Passivation.begin(self);
            report(PASSIVATED + ((ChatId) Parts.field(self, "chat")).local());
            return self;
        }
        Active now = active;
        return now == null || !now.isAt(site) ? null : now.bug.instead(site, self, arguments);
    }

    public static @Nullable Object returned(
            String site, @Nullable Object self, Object[] arguments, @Nullable Object value) {
        Active now = active;
        return now == null || !now.isAt(site) ? value : now.bug.returned(site, self, arguments, value);
    }

    /** Named by the process, so that a node that was started again writes another. */
    static String reportName(long pid) {
        return "report-" + pid;
    }

    private static synchronized void report(String line) {
        try {
            Files.writeString(
                    file(reportName(ProcessHandle.current().pid())),
                    line + "\n",
                    StandardCharsets.UTF_8,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path file(String name) {
        Path known = directory;
        if (known == null) {
            throw new IllegalStateException("no directory (expected: the agent was started)");
        }
        return known.resolve(name);
    }

    /** A bug that is not planted would make the proof blind. */
    @SuppressWarnings("SystemExitOutsideMain") // the JVM is a node, and must not go on without its bugs
    static void die(Throwable cause) {
        cause.printStackTrace();
        Runtime.getRuntime().halt(70);
    }
}
