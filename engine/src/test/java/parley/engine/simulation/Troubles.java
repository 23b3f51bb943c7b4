package parley.engine.simulation;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** How bad things are now: percent of the requests to the store, and of the messages between nodes, that meet with something. */
final class Troubles {

    /** Percent. */
    static final int ALL = 100;

    private final Map<Life, Integer> store = new HashMap<>();
    private final Set<Life> alone = new HashSet<>();
    private int leases;
    private int network;

    int storePercent(Life life) {
        return store.getOrDefault(life, 0);
    }

    int leasePercent(Life life) {
        return Math.max(leases, storePercent(life) == ALL ? ALL : storePercent(life) / 3);
    }

    int networkPercent(Life from, Life to) {
        return from != to && (alone.contains(from) || alone.contains(to)) ? ALL : network;
    }

    boolean isAlone(Life life) {
        return alone.contains(life);
    }

    void store(Life life, int percent) {
        store.put(life, percent);
    }

    void leases(int percent) {
        leases = percent;
    }

    void network(int percent) {
        network = percent;
    }

    void alone(Life life, boolean isAlone) {
        if (isAlone) {
            alone.add(life);
        } else {
            alone.remove(life);
        }
    }

    void end() {
        store.clear();
        alone.clear();
        leases = 0;
        network = 0;
    }
}
