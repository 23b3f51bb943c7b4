package parley.gateway.ws;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import parley.engine.limit.LimitReached;
import parley.engine.trace.MessageTraces;

class TokenBucketTest {

    private static final MeterRegistry METERS = new SimpleMeterRegistry();

    private static final long MS = 1_000_000L;

    @Test
    void letsItsBurstThroughAndThenItsRate() {
        long now = Long.MAX_VALUE - 10 * MS;
        TokenBucket bucket = new TokenBucket(10, 5, now);

        for (int i = 0; i < 5; i++) {
            assertThat(bucket.tryTake(now)).isTrue();
        }
        assertThat(bucket.tryTake(now)).isFalse();
        assertThat(bucket.retryAfterMs(now)).isEqualTo(100);
        assertThat(bucket.tryTake(now + 99 * MS)).isFalse();
        assertThat(bucket.tryTake(now + 100 * MS)).isTrue();
        assertThat(bucket.tryTake(now + 100 * MS)).isFalse();
    }

    @Test
    void savesNoMoreThanItsBurst() {
        TokenBucket bucket = new TokenBucket(10, 5, 0);

        long later = 3_600_000 * MS;

        for (int i = 0; i < 5; i++) {
            assertThat(bucket.tryTake(later)).isTrue();
        }
        assertThat(bucket.tryTake(later)).isFalse();
    }

    @Test
    void admitsEachAddressAndEachIpv6NetworkByItself() throws UnknownHostException {
        Admission admission = admission(1, 2, 1000, 1000, 100);

        assertThat(admission.retryAfterMs(InetAddress.getByName("10.0.0.1"))).isZero();
        assertThat(admission.retryAfterMs(InetAddress.getByName("10.0.0.1"))).isZero();
        assertThat(admission.retryAfterMs(InetAddress.getByName("10.0.0.1"))).isEqualTo(1000);
        assertThat(admission.retryAfterMs(InetAddress.getByName("10.0.0.2"))).isZero();
        assertThat(admission.retryAfterMs(InetAddress.getByName("2001:db8::1"))).isZero();
        assertThat(admission.retryAfterMs(InetAddress.getByName("2001:db8::2"))).isZero();
        assertThat(admission.retryAfterMs(InetAddress.getByName("2001:db8::3"))).isPositive();
        assertThat(admission.retryAfterMs(InetAddress.getByName("2001:db8:0:1::3")))
                .isZero();
    }

    @Test
    void admitsNoMoreThanTheNodeTakes() throws UnknownHostException {
        Admission admission = admission(10, 10, 1, 2, 100);

        assertThat(admission.retryAfterMs(InetAddress.getByName("10.0.0.1"))).isZero();
        assertThat(admission.retryAfterMs(InetAddress.getByName("10.0.0.2"))).isZero();
        double before = reached("burst");
        assertThat(admission.retryAfterMs(InetAddress.getByName("10.0.0.3"))).isPositive();
        assertThat(reached("burst")).isEqualTo(before + 1);
    }

    @Test
    void forgetsTheAddressesHeardOfLongestAgo() throws UnknownHostException {
        Admission admission = admission(1, 1, 1000, 1000, 2);

        assertThat(admission.retryAfterMs(InetAddress.getByName("10.0.0.1"))).isZero();
        assertThat(admission.retryAfterMs(InetAddress.getByName("10.0.0.2"))).isZero();
        assertThat(admission.retryAfterMs(InetAddress.getByName("10.0.0.1"))).isPositive();
        assertThat(admission.retryAfterMs(InetAddress.getByName("10.0.0.3"))).isZero();

        assertThat(admission.retryAfterMs(InetAddress.getByName("10.0.0.1"))).isPositive();
        assertThat(admission.retryAfterMs(InetAddress.getByName("10.0.0.2"))).isZero();
    }

    private static double reached(String setting) {
        return LimitReached.counter(METERS, "parley.gateway.socket.admission." + setting)
                .count();
    }

    private static Admission admission(int rate, int burst, int nodeRate, int nodeBurst, int addresses) {
        var settings =
                new SocketSettings.Admission(rate, burst, nodeRate, nodeBurst, addresses, 1, 1, Duration.ofSeconds(1));
        return new Admission(
                () -> settings, () -> 1_000_000_000L, new SocketCounters(METERS, MessageTraces.OFF, Clock.systemUTC()));
    }
}
