package parley.loadtests.storm;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/** What can be seen of the nodes' memory and queues. Of processes elsewhere nothing can. */
final class Nodes {

    private static final Duration LOOK_EVERY = Duration.ofSeconds(2);
    /** How far the live heap may grow. */
    private static final double GROWTH_MAX = 1.1;

    private final List<Long> pids;
    private final Set<Integer> ports = new HashSet<>();

    Nodes(Target target, List<URI> sockets) {
        this.pids = target.nodes().stream()
                .map(Target.Node::pid)
                .filter(pid -> pid != 0)
                .toList();
        sockets.forEach(socket -> ports.add(socket.getPort()));
    }

    boolean areHere() {
        return !pids.isEmpty();
    }

    /** How many kilobytes live in each node's heap, garbage collected. */
    List<Long> liveKb() {
        return pids.stream().map(Heap::liveKb).toList();
    }

    /** Looks until no node's live heap has grown by more than a tenth, or the time is over; returns what was seen last. */
    List<Long> settledKb(List<Long> before, Duration timeout) {
        long deadline = System.nanoTime() + timeout.toNanos();
        List<Long> now = liveKb();
        while (!isBack(before, now) && System.nanoTime() - deadline < 0) {
            Waiting.pause(LOOK_EVERY);
            now = liveKb();
        }
        return now;
    }

    static boolean isBack(List<Long> before, List<Long> now) {
        List<Boolean> back = new ArrayList<>();
        for (int i = 0; i < before.size(); i++) {
            back.add(now.get(i) <= before.get(i) * GROWTH_MAX);
        }
        return !back.contains(false);
    }

    /** Looks until nothing waits in the nodes' sockets, or the time is over; returns the bytes seen last. */
    long waitingBytes(Duration timeout) {
        AtomicLong seen = new AtomicLong();
        boolean unused = Waiting.until(timeout, () -> {
            seen.set(SocketQueues.waiting(ports));
            return seen.get() == 0;
        });
        return seen.get();
    }
}
