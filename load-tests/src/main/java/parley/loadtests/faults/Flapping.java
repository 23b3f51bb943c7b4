package parley.loadtests.faults;

import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Another fault that comes and goes, for times that a seed draws between two bounds; it begins with the fault in force.
 *
 * <p>With a {@link Partition} and times about those of the failure detector, an observer sees members become unreachable and reachable
 * again without a decision, and perhaps that the cluster, when it stays unstable, downs all of itself and begins anew.
 */
public final class Flapping implements Fault {

    private static final Logger log = LoggerFactory.getLogger(Flapping.class);

    private final Fault fault;
    private final Duration shortest;
    private final Duration longest;
    private final SplittableRandom random;
    private @Nullable Thread thread;

    public Flapping(Fault fault, Duration shortest, Duration longest, long seed) {
        if (shortest.isNegative() || longest.compareTo(shortest) < 0) {
            throw new IllegalArgumentException("longest: " + longest + " (expected: at least " + shortest + ")");
        }
        this.fault = fault;
        this.shortest = shortest;
        this.longest = longest;
        this.random = new SplittableRandom(seed);
    }

    @Override
    public synchronized void begin() {
        fault.begin();
        var flapping = new Thread(this::flap, name());
        flapping.setDaemon(true);
        thread = flapping;
        flapping.start();
    }

    private void flap() {
        try {
            while (true) {
                pause();
                fault.end();
                log.info("flapping ended fault={}", fault.name());
                pause();
                fault.begin();
                log.info("flapping began fault={}", fault.name());
            }
        } catch (InterruptedException e) {
            log.debug("flapping is over fault={}", fault.name());
        }
    }

    private void pause() throws InterruptedException {
        TimeUnit.NANOSECONDS.sleep(random.nextLong(shortest.toNanos(), longest.toNanos() + 1));
    }

    @Override
    public synchronized void end() {
        Thread flapping = thread;
        thread = null;
        if (flapping != null) {
            flapping.interrupt();
            joinUninterruptibly(flapping);
            fault.end();
        }
    }

    /** The fault must not begin once more after this returned. */
    private static void joinUninterruptibly(Thread flapping) {
        boolean interrupted = false;
        while (flapping.isAlive()) {
            try {
                flapping.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public String name() {
        return "flapping " + fault.name();
    }
}
