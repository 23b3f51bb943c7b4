package parley.loadtests.storm;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** Counts by name what happens to the connections of a fleet. Thread-safe. */
final class Counters {

    private final Map<String, LongAdder> counts = new ConcurrentHashMap<>();

    void add(String what) {
        counts.computeIfAbsent(what, name -> new LongAdder()).increment();
    }

    long of(String what) {
        LongAdder count = counts.get(what);
        return count == null ? 0 : count.sum();
    }

    /** All that was counted since another snapshot, by name; what did not change is left out. */
    Map<String, Long> since(Map<String, Long> before) {
        Map<String, Long> grown = new TreeMap<>();
        snapshot().forEach((name, count) -> {
            long more = count - before.getOrDefault(name, 0L);
            if (more != 0) {
                grown.put(name, more);
            }
        });
        return grown;
    }

    Map<String, Long> snapshot() {
        Map<String, Long> all = new TreeMap<>();
        counts.forEach((name, count) -> all.put(name, count.sum()));
        return all;
    }
}
