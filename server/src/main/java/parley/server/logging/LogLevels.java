package parley.server.logging;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.slf4j.LoggerFactory;

/** The levels of loggers, as they are and as they were configured. Thread-safe. */
public final class LogLevels {

    private static final List<String> LEVELS = List.of("ERROR", "WARN", "INFO", "DEBUG", "TRACE");
    private static final Pattern NAME = Pattern.compile("[A-Za-z_$][\\w$.-]{0,199}");

    /** So many loggers can be changed: each is kept by Logback for ever. */
    private static final int CHANGED_MAX = 100;

    private final LoggerContext context;
    /** What they were before the first change; empty for one that takes its level from above. */
    private final Map<String, Optional<ch.qos.logback.classic.Level>> configured = new HashMap<>();

    /**
     * A logger.
     *
     * @param level what it logs
     * @param changed whether that is not what is configured
     */
    public record Level(String name, String level, boolean changed) {}

    LogLevels(LoggerContext context) {
        this.context = context;
    }

    /** Those of this process. */
    public static LogLevels current() {
        return new LogLevels((LoggerContext) LoggerFactory.getILoggerFactory());
    }

    /** {@code name}: of a class, a package, or {@code ROOT}. */
    public synchronized Level of(String name) {
        requireName(name);
        // Looking makes no logger: whoever asks for many names would fill the memory.
        Logger known = context.exists(name);
        String above = name;
        while (known == null && above.lastIndexOf('.') > 0) {
            above = above.substring(0, above.lastIndexOf('.'));
            known = context.exists(above);
        }
        Logger effective = known == null ? context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME) : known;
        return new Level(name, effective.getEffectiveLevel().toString(), configured.containsKey(name));
    }

    /**
     * Changes one, from now on.
     *
     * @throws IllegalArgumentException if there is no such level or logger, or too many were changed
     */
    public synchronized void set(String name, String level) {
        requireName(name);
        String upper = level.toUpperCase(Locale.ROOT);
        if (!LEVELS.contains(upper)) {
            throw new IllegalArgumentException("level: " + level + " (expected: one of " + LEVELS + ")");
        }
        if (!configured.containsKey(name) && configured.size() >= CHANGED_MAX) {
            throw new IllegalArgumentException(
                    "loggers: " + CHANGED_MAX + " were changed (expected: no more; reset one first)");
        }
        Logger logger = context.getLogger(name);
        configured.putIfAbsent(name, Optional.ofNullable(logger.getLevel()));
        logger.setLevel(ch.qos.logback.classic.Level.toLevel(upper));
    }

    /** Back to what is configured. */
    public synchronized void reset(String name) {
        requireName(name);
        Optional<ch.qos.logback.classic.Level> before = configured.remove(name);
        if (before != null) {
            context.getLogger(name).setLevel(before.orElse(null));
        }
    }

    private static void requireName(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("logger: " + name + " (expected: the name of a class or package)");
        }
    }
}
