package parley.loadtests.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class FlappingTest {

    private static final class Counted implements Fault {
        private final CountDownLatch begins = new CountDownLatch(3);
        private volatile boolean inForce;
        private final AtomicInteger ends = new AtomicInteger();

        @Override
        public void begin() {
            inForce = true;
            begins.countDown();
        }

        @Override
        public void end() {
            inForce = false;
            ends.incrementAndGet();
        }

        @Override
        public String name() {
            return "counted";
        }
    }

    @Test
    void comesAndGoesAndIsOverAfterItsEnd() throws Exception {
        var fault = new Counted();
        var flapping = new Flapping(fault, Duration.ofMillis(1), Duration.ofMillis(3), 7);

        flapping.begin();
        assertThat(fault.begins.await(10, TimeUnit.SECONDS)).isTrue();
        flapping.end();
        int ends = fault.ends.get();
        flapping.end();

        assertThat(fault.inForce).isFalse();
        assertThat(ends).isGreaterThanOrEqualTo(2);
        assertThat(fault.ends).as("ended once").hasValue(ends);
    }
}
