package parley.loadtests.chaos;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import parley.loadtests.client.Failures;
import parley.loadtests.client.WireException;

/**
 * Talk in all rooms at a steady pace, whether answers come or not (an open model): latency counts from when a message should have been
 * sent. What somebody has sent without an answer is bounded by {@link #OPEN_MAX}; what they would say beyond that is left unsaid and
 * counted. Thread-safe.
 */
final class Load implements AutoCloseable {

    /** Messages of one person that wait for an answer. */
    static final int OPEN_MAX = 100;

    private static final int PAUSE_POLL_MILLIS = 50;

    private final List<Room> rooms;
    private final Gaps gaps;
    private final Timeline timeline;
    private final RandomGenerator random;
    private final ScheduledExecutorService pace = Executors.newSingleThreadScheduledExecutor();
    private final AtomicInteger waiting = new AtomicInteger();
    private final LongAdder sent = new LongAdder();
    private final LongAdder unknown = new LongAdder();
    private final LongAdder refused = new LongAdder();
    private final LongAdder unsaid = new LongAdder();

    Load(List<Room> rooms, Gaps gaps, Timeline timeline, long seed) {
        this.rooms = List.copyOf(rooms);
        this.gaps = gaps;
        this.timeline = timeline;
        this.random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    }

    /** Begins; each room gets its share of so many messages a second. */
    void start(int messagesPerSecond) {
        long everyNanos = TimeUnit.SECONDS.toNanos(rooms.size()) / messagesPerSecond;
        for (int i = 0; i < rooms.size(); i++) {
            Room room = rooms.get(i);
            var unused = pace.scheduleAtFixedRate(
                    () -> say(room), everyNanos * i / rooms.size(), everyNanos, TimeUnit.NANOSECONDS);
        }
    }

    private void say(Room room) {
        Person person = room.members().get(random.nextInt(room.members().size()));
        if (!person.mayOpen(OPEN_MAX)) {
            unsaid.increment();
            return;
        }
        long now = System.nanoTime();
        sent.increment();
        waiting.incrementAndGet();
        gaps.sent(room.chat(), now);
        var unused = person.client().send(room.chat(), Said.at(now, random)).whenComplete((ack, failure) -> {
            person.closed();
            settled(room, now, failure);
        });
    }

    private void settled(Room room, long sentAt, Throwable failure) {
        long now = System.nanoTime();
        if (failure == null) {
            gaps.acked(room.chat(), now);
            timeline.acked(now - sentAt);
        } else {
            gaps.ended(room.chat(), now);
            (isUnknown(failure) ? unknown : refused).increment();
        }
        waiting.decrementAndGet();
    }

    private static boolean isUnknown(Throwable failure) {
        return Failures.unwrap(failure) instanceof WireException wire
                && (wire.code().equals(WireException.DEADLINE) || wire.code().equals(WireException.ENDED));
    }

    /** Says nothing more, and waits until everything has its answer. False when that takes longer than it may. */
    boolean stop(Duration patience) throws InterruptedException {
        pace.shutdown();
        long deadline = System.nanoTime() + patience.toNanos();
        while (waiting.get() > 0 && System.nanoTime() - deadline < 0) {
            TimeUnit.MILLISECONDS.sleep(PAUSE_POLL_MILLIS);
        }
        return waiting.get() == 0;
    }

    long sent() {
        return sent.sum();
    }

    int waiting() {
        return waiting.get();
    }

    /** Messages whose outcome was given up. */
    long unknown() {
        return unknown.sum();
    }

    /** Messages that the server refused for good. */
    long refused() {
        return refused.sum();
    }

    /** Messages that were not even sent because too many waited. */
    long unsaid() {
        return unsaid.sum();
    }

    @Override
    public void close() {
        pace.shutdownNow();
    }
}
