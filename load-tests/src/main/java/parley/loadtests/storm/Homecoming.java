package parley.loadtests.storm;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;
import org.HdrHistogram.Histogram;

/**
 * Waits until each of many clients has everything: all that it knows of, and in the chats that have a goal at least that seq, which the
 * server said when the message was written. Thread-safe.
 */
final class Homecoming {

    private static final int DIGITS = 3;

    private final Map<String, Long> goals;
    private final AtomicLongArray currentAt;
    private final long[] cameAt;
    private final CountDownLatch missing;

    private Homecoming(int clients, Map<String, Long> goals) {
        this.goals = goals;
        this.currentAt = new AtomicLongArray(clients);
        this.cameAt = new long[clients];
        this.missing = new CountDownLatch(clients);
    }

    /** Calls the clients back, each after a random part of {@code within}. */
    static Homecoming call(List<LeanClient> clients, Map<String, Long> goals, Duration within, Fleet fleet) {
        Homecoming homecoming = new Homecoming(clients.size(), goals);
        long now = System.nanoTime();
        for (int i = 0; i < clients.size(); i++) {
            LeanClient client = clients.get(i);
            long delayMs = (long) (fleet.random().nextDouble() * within.toMillis());
            homecoming.cameAt[i] = now + TimeUnit.MILLISECONDS.toNanos(delayMs);
            int place = i;
            client.listen(new LeanListener() {
                @Override
                public void onCurrent() {
                    homecoming.onCurrent(place, client);
                }
            });
            client.come(delayMs);
        }
        return homecoming;
    }

    private void onCurrent(int place, LeanClient client) {
        if (currentAt.get(place) == 0 && has(client.chats())) {
            currentAt.set(place, System.nanoTime());
            missing.countDown();
        }
    }

    private boolean has(List<LeanChat> chats) {
        return !chats.isEmpty() && chats.stream().allMatch(chat -> chat.have() >= goals.getOrDefault(chat.id(), 1L));
    }

    /** Waits, and tells whether all are current. */
    boolean await(Duration timeout) {
        try {
            return missing.await(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    long missing() {
        return missing.getCount();
    }

    /** When the first one came back. */
    long firstCameAt() {
        long first = cameAt[0];
        for (long came : cameAt) {
            first = Math.min(first, came);
        }
        return first;
    }

    /** When the last of those that are current was. */
    long lastCurrentAt() {
        long last = firstCameAt();
        for (int i = 0; i < cameAt.length; i++) {
            if (currentAt.get(i) != 0) {
                last = Math.max(last, currentAt.get(i));
            }
        }
        return last;
    }

    /** Milliseconds from a client's own coming back until it was current. */
    Histogram eachMs() {
        Histogram each = new Histogram(DIGITS);
        for (int i = 0; i < cameAt.length; i++) {
            if (currentAt.get(i) != 0) {
                each.recordValue(Math.max(0, TimeUnit.NANOSECONDS.toMillis(currentAt.get(i) - cameAt[i])));
            }
        }
        return each;
    }
}
