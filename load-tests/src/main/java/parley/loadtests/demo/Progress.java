package parley.loadtests.demo;

import java.io.PrintStream;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts what happens and tells people about it. Thread-safe.
 */
final class Progress {

    private static final double NANOS_PER_SECOND = 1e9;
    private static final int VIOLATIONS_SHOWN_MAX = 20;

    private final PrintStream out;
    private final Ledger ledger;
    private final int scenes;
    private final long beganNanos = System.nanoTime();
    private final LongAdder delivered = new LongAdder();
    private final AtomicInteger online = new AtomicInteger();
    private final AtomicInteger scenesOver = new AtomicInteger();
    private final AtomicInteger violations = new AtomicInteger();
    private long lastDelivered;
    private long lastNanos = beganNanos;

    Progress(PrintStream out, Ledger ledger, int scenes) {
        this.out = out;
        this.ledger = ledger;
        this.scenes = scenes;
    }

    synchronized void say(String line) {
        out.println(line);
        out.flush();
    }

    /** One line with all counts; the rate is since the last one. */
    synchronized void tick() {
        long now = System.nanoTime();
        long total = delivered.sum();
        double rate = (total - lastDelivered) / ((now - lastNanos) / NANOS_PER_SECOND);
        lastDelivered = total;
        lastNanos = now;
        long seconds = (long) ((now - beganNanos) / NANOS_PER_SECOND);
        say(String.format(
                "%02d:%02d  online %d  scenes %d of %d  sent %d  acked %d  delivered %d  (%.0f per second)",
                seconds / 60,
                seconds % 60,
                online.get(),
                scenesOver.get(),
                scenes,
                ledger.sentCount(),
                ledger.ackedCount(),
                total,
                rate));
    }

    void online(int change) {
        online.addAndGet(change);
    }

    void delivered() {
        delivered.increment();
    }

    void sceneOver() {
        scenesOver.incrementAndGet();
    }

    void violation(String who, String what) {
        if (violations.incrementAndGet() <= VIOLATIONS_SHOWN_MAX) {
            say("out of order, told to " + who + ": " + what);
        }
    }

    long deliveredCount() {
        return delivered.sum();
    }

    int violationCount() {
        return violations.get();
    }
}
