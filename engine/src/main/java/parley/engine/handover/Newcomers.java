package parley.engine.handover;

import akka.actor.ActorRef;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Which regions have come to others a short while ago: their nodes still start, and what they do for the first time takes long, while
 * nobody waits for them. Regions that came together, as all do when a cluster starts or another node begins to coordinate, are
 * no newcomers. Knows the regions that it was shown last, and no others. Not thread-safe.
 */
final class Newcomers {

    private final long restNanos;
    private final LongSupplier nanoTime;
    private final Map<ActorRef, Long> seenSince = new HashMap<>();

    /** A newcomer rests for so long; zero: there are none. */
    Newcomers(Duration rest, LongSupplier nanoTime) {
        this.restNanos = rest.toNanos();
        this.nanoTime = nanoTime;
    }

    /** To be told of all regions that there are, as soon as that may have changed. */
    void look(Collection<ActorRef> regions) {
        long now = nanoTime.getAsLong();
        seenSince.keySet().retainAll(regions);
        regions.forEach(region -> seenSince.putIfAbsent(region, now));
    }

    /** False of a region that it has not been told of. */
    boolean rests(ActorRef region) {
        Long since = seenSince.get(region);
        if (since == null) {
            return false;
        }
        long now = nanoTime.getAsLong();
        long ageOfOldest =
                seenSince.values().stream().mapToLong(seen -> now - seen).max().orElse(0);
        long age = now - since;
        return age < restNanos && ageOfOldest - age >= restNanos;
    }
}
