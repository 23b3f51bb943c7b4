package parley.gateway.auth;

import io.micrometer.core.instrument.Counter;
import java.util.LinkedHashMap;
import java.util.Map;

/** A map with a bound: of more entries than that, the one used longest ago is forgotten, and counted. Not thread-safe. */
final class LruMap<K, V> extends LinkedHashMap<K, V> {

    private final int max;
    private final transient Counter forgotten;

    LruMap(int max, Counter forgotten) {
        super(16, 0.75f, true);
        this.max = max;
        this.forgotten = forgotten;
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
        boolean tooMany = size() > max;
        if (tooMany) {
            forgotten.increment();
        }
        return tooMany;
    }
}
