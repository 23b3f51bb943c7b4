package parley.gateway.ws;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import parley.gateway.GatewaySettings;

class ArrivalsTest {

    private static final long TENTH_MS = 100;

    private final AtomicLong nanoTime = new AtomicLong(1);
    private final Counter waited = new SimpleMeterRegistry().counter("waited");
    private final EmbeddedChannel listening = new EmbeddedChannel(new Arrivals(tenASecond(), nanoTime::get, waited));

    @Test
    void acceptsSoManyAtOnceAndThenOneAtATime() {
        listening.freezeTime();
        accept();
        accept();
        assertThat(isAccepting()).isTrue();
        assertThat(waited.count()).isZero();

        accept();
        assertThat(isAccepting()).isFalse();
        assertThat(waited.count()).isEqualTo(1);
        pass(TENTH_MS - 1);
        assertThat(isAccepting()).isFalse();
        pass(1);
        assertThat(isAccepting()).isTrue();

        accept();
        assertThat(isAccepting()).isFalse();
        assertThat(listening.inboundMessages().size()).isEqualTo(4);
    }

    private void accept() {
        listening.writeInbound(new Object());
    }

    private boolean isAccepting() {
        return listening.config().isAutoRead();
    }

    private void pass(long ms) {
        nanoTime.addAndGet(TimeUnit.MILLISECONDS.toNanos(ms));
        listening.advanceTimeBy(ms, TimeUnit.MILLISECONDS);
        listening.runScheduledPendingTasks();
    }

    private static SocketSettings.Listener tenASecond() {
        return GatewaySettings.from(ConfigFactory.parseString(
                                "parley.gateway.socket.listener { accepts-per-second = 10, accepts-burst = 3 }")
                        .withFallback(ConfigFactory.defaultReference())
                        .resolve())
                .socket()
                .listener();
    }
}
