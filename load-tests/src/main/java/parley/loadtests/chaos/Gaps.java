package parley.loadtests.chaos;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The stretches of time in which something was to be said in a chat and nothing was acked there: from one ack to the next, while
 * sends wait. Times are {@link System#nanoTime}. Thread-safe; at most {@link #KEPT_MAX} gaps are kept, the first ones.
 */
public final class Gaps {

    /** Shorter ones are everyday life. */
    public static final Duration NOTED = Duration.ofMillis(500);

    static final int KEPT_MAX = 100_000;

    /** From when a send waited without any ack, to the next ack of its chat. */
    public record Gap(String chat, long fromNanos, long toNanos) {
        public Duration length() {
            return Duration.ofNanos(toNanos - fromNanos);
        }
    }

    /** What a chat's sends wait for. */
    private static final class Lane {
        private int waiting;
        private long quietSince;
    }

    private final Map<String, Lane> lanes = new HashMap<>();
    private final List<Gap> gaps = new ArrayList<>();

    /** Somebody sends in a chat. */
    public synchronized void sent(String chat, long nowNanos) {
        Lane lane = lanes.computeIfAbsent(chat, any -> new Lane());
        if (lane.waiting == 0) {
            lane.quietSince = nowNanos;
        }
        lane.waiting++;
    }

    /** A send has its ack: whatever waits besides waits from now on. */
    public synchronized void acked(String chat, long nowNanos) {
        settled(chat, nowNanos, true);
    }

    /** A send ended without an ack; the gap goes on if others wait. */
    public synchronized void ended(String chat, long nowNanos) {
        settled(chat, nowNanos, false);
    }

    private void settled(String chat, long nowNanos, boolean acked) {
        Lane lane = lanes.get(chat);
        if (lane == null || lane.waiting == 0) {
            throw new IllegalStateException("nothing waits in " + chat);
        }
        lane.waiting--;
        if (acked || lane.waiting == 0) {
            note(new Gap(chat, lane.quietSince, nowNanos));
            lane.quietSince = nowNanos;
        }
    }

    private void note(Gap gap) {
        if (gap.length().compareTo(NOTED) >= 0 && gaps.size() < KEPT_MAX) {
            gaps.add(gap);
        }
    }

    /** The gaps that lie in a stretch of time, at least partly; those that are still open among them, as if they ended now. */
    public synchronized List<Gap> between(long fromNanos, long toNanos, long nowNanos) {
        List<Gap> found = new ArrayList<>(gaps);
        lanes.forEach((chat, lane) -> {
            Gap open = new Gap(chat, lane.quietSince, nowNanos);
            if (lane.waiting > 0 && open.length().compareTo(NOTED) >= 0) {
                found.add(open);
            }
        });
        found.removeIf(gap -> gap.toNanos() <= fromNanos || gap.fromNanos() >= toNanos);
        return List.copyOf(found);
    }

    /** Chats in which something has waited for longer than this. */
    synchronized Set<String> silent(Duration longerThan, long nowNanos) {
        Set<String> silent = new HashSet<>();
        lanes.forEach((chat, lane) -> {
            if (lane.waiting > 0 && nowNanos - lane.quietSince > longerThan.toNanos()) {
                silent.add(chat);
            }
        });
        return silent;
    }

    /** Chats in which anything was ever sent. */
    synchronized int chats() {
        return lanes.size();
    }
}
