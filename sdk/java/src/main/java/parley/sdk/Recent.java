package parley.sdk;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The most recently used of what is known, up to some number. Thread-safe. */
final class Recent<V> {

    private static final float LOAD_FACTOR = 0.75f;

    private final LinkedHashMap<String, V> values = new LinkedHashMap<>(16, LOAD_FACTOR, true);
    private final int most;

    Recent(int most) {
        this.most = most;
    }

    synchronized @Nullable V get(String key) {
        return values.get(key);
    }

    synchronized boolean has(String key) {
        return values.containsKey(key);
    }

    synchronized void put(String key, V value) {
        values.put(key, Objects.requireNonNull(value));
        if (values.size() > most) {
            values.remove(values.keySet().iterator().next());
        }
    }

    synchronized void clear() {
        values.clear();
    }

    synchronized Map<String, V> all() {
        return Map.copyOf(values);
    }
}
