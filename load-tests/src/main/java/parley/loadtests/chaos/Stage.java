package parley.loadtests.chaos;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;
import parley.loadtests.faults.ClusterChild;
import parley.loadtests.faults.Fault;
import parley.loadtests.faults.RunningCluster;

/** Where a scenario is played, and what it notes there. For one scenario, and its thread. */
final class Stage {

    private static final int POLL_MILLIS = 100;

    /** What there is for all scenarios. */
    record World(RunningCluster cluster, ClusterWatch watch, Crowd crowd, Timeline timeline, Props props) {}

    private final World world;
    private final RandomGenerator random;
    private final List<FaultReport.Part> parts = new ArrayList<>();
    private String detail = "";
    private long beganNanos = System.nanoTime();
    private long promiseNanos = beganNanos;

    Stage(World world, RandomGenerator random) {
        this.world = world;
        this.random = random;
    }

    RunningCluster cluster() {
        return world.cluster();
    }

    ClusterWatch watch() {
        return world.watch();
    }

    Crowd crowd() {
        return world.crowd();
    }

    Props props() {
        return world.props();
    }

    /** The same choices for the same seed and scenario. */
    RandomGenerator random() {
        return random;
    }

    /** Any node. */
    int anyNode() {
        return random.nextInt(cluster().size());
    }

    /** All nodes but some. */
    List<ClusterChild> nodesBut(int... left) {
        List<ClusterChild> others = new ArrayList<>();
        for (int k = 0; k < cluster().size(); k++) {
            int node = k;
            if (Arrays.stream(left).noneMatch(out -> out == node)) {
                others.add(cluster().node(k).child());
            }
        }
        return others;
    }

    /** The trouble begins now; {@code detail} says what exactly it is. */
    void begins(String detail) {
        this.detail = detail;
        beganNanos = System.nanoTime();
        promiseNanos = beganNanos;
    }

    /** What is promised counts from now on, not from the beginning: what is needed for it was missing until now. */
    void promiseCountsFromNow() {
        promiseNanos = System.nanoTime();
    }

    /** Begins a fault, and ends it after a while, whatever happens. */
    void inflict(Fault fault, Duration time) throws InterruptedException {
        begins(fault.name() + " for " + time.toMillis() / 1000.0 + " s");
        world.cluster().begin(fault);
        try {
            lasts(time);
        } finally {
            world.cluster().end(fault);
        }
    }

    /** Something on the way back was seen now. */
    void sees(String what) {
        parts.add(new FaultReport.Part(what, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - beganNanos)));
    }

    /** Notes when it came true; if that takes longer, it is not noted. */
    void seesWhen(String what, BooleanSupplier condition, Duration atMost) throws InterruptedException {
        if (waitUntil(condition, atMost)) {
            sees(what);
        }
    }

    void lasts(Duration time) throws InterruptedException {
        TimeUnit.NANOSECONDS.sleep(time.toNanos());
    }

    /** Until so many more messages were acked, at most for a while: a fault may keep them from it. */
    void lastsForAcks(int count, Duration atMost) throws InterruptedException {
        long enough = world.timeline().ackedCount() + count;
        waitUntil(() -> world.timeline().ackedCount() >= enough, atMost);
    }

    /** Whether it came true within that time. */
    boolean waitUntil(BooleanSupplier condition, Duration atMost) throws InterruptedException {
        long deadline = System.nanoTime() + atMost.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadline > 0) {
                return false;
            }
            TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
        }
        return true;
    }

    String detail() {
        return detail;
    }

    long beganNanos() {
        return beganNanos;
    }

    /** From when gaps count. */
    long promiseNanos() {
        return promiseNanos;
    }

    List<FaultReport.Part> parts() {
        return List.copyOf(parts);
    }
}
