package parley.gateway.ws;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigValueFactory;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The socket side's settings, of which some rates can be changed while the node runs: those that are asked for anew with each decision,
 * and keep nothing that is sized by them. A change lasts until the process ends. Thread-safe.
 */
public final class LiveSettings {

    private static final String PREFIX = "parley.gateway.socket.";

    /** Each with what it may be: neither so little that nobody gets in, nor so much that it is none. */
    private static final List<Bounds> CHANGEABLE = List.of(
            new Bounds("admission.per-second", 10, 1_000_000),
            new Bounds("admission.burst", 10, 1_000_000),
            new Bounds("admission.per-address-per-second", 1, 1_000_000),
            new Bounds("admission.per-address-burst", 1, 1_000_000),
            new Bounds("traffic.frames-per-second", 10, 100_000),
            new Bounds("traffic.frames-burst", 10, 100_000),
            new Bounds("moves.go-away-per-second", 10, 10_000));

    private final Config configured;
    private final Map<String, Integer> changes = new TreeMap<>();
    private volatile SocketSettings current;

    private record Bounds(String path, int min, int max) {}

    /**
     * A limit that can be changed.
     *
     * @param name as {@code docs/limits.md} has it
     * @param configured what it is again after a restart, or a reset
     */
    public record Limit(String name, int value, int configured, int min, int max) {}

    private LiveSettings(SocketSettings current, Config configured) {
        this.current = current;
        this.configured = configured;
    }

    /** {@code root}: the configuration that {@code settings} were read from. */
    public static LiveSettings of(SocketSettings settings, Config root) {
        return new LiveSettings(settings, root.getConfig("parley.gateway.socket"));
    }

    /** Of which nothing can be changed. */
    static LiveSettings fixed(SocketSettings settings) {
        return new LiveSettings(settings, ConfigFactory.empty());
    }

    SocketSettings current() {
        return current;
    }

    /** All that can be changed, as they are. */
    public synchronized List<Limit> limits() {
        return CHANGEABLE.stream().map(this::limit).toList();
    }

    public synchronized Optional<Limit> find(String name) {
        return CHANGEABLE.stream()
                .filter(bounds -> name.equals(PREFIX + bounds.path()))
                .map(this::limit)
                .findFirst();
    }

    private Limit limit(Bounds of) {
        int was = configured.getInt(of.path());
        return new Limit(PREFIX + of.path(), changes.getOrDefault(of.path(), was), was, of.min(), of.max());
    }

    /**
     * Changes one, from now on.
     *
     * @throws IllegalArgumentException if it cannot be changed, or not to this
     */
    public synchronized void set(String name, int value) {
        Limit limit = find(name).orElseThrow(() -> new IllegalArgumentException(name + ": cannot be changed"));
        if (value < limit.min() || value > limit.max()) {
            throw new IllegalArgumentException(
                    name + ": " + value + " (expected: " + limit.min() + " to " + limit.max() + ")");
        }
        changes.put(name.substring(PREFIX.length()), value);
        apply();
    }

    /** Back to what is configured. */
    public synchronized void reset(String name) {
        if (name.startsWith(PREFIX) && changes.remove(name.substring(PREFIX.length())) != null) {
            apply();
        }
    }

    private void apply() {
        Config changed = configured;
        for (Map.Entry<String, Integer> change : changes.entrySet()) {
            changed = changed.withValue(change.getKey(), ConfigValueFactory.fromAnyRef(change.getValue()));
        }
        current = SocketSettings.from(changed);
    }
}
