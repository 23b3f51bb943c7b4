package parley.gateway.ws;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.channel.embedded.EmbeddedChannel;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class AcceptPaceTest {

    private final Counter paused = new SimpleMeterRegistry().counter("paused");
    private final ManualTimer clock = new ManualTimer();
    private final EmbeddedChannel listener = new EmbeddedChannel(new AcceptPace(settings(), clock::nanoTime, paused));

    private static SocketSettings.Listener settings() {
        return SocketSettings.from(ConfigFactory.parseString(
                                "parley.gateway.socket.listener { accepts-per-second = 10, accepts-burst = 2 }")
                        .withFallback(ConfigFactory.defaultReference())
                        .resolve()
                        .getConfig("parley.gateway.socket"))
                .listener();
    }

    @Test
    void letsSoManyThroughAndThenAcceptsNobodyForAMoment() throws Exception {
        listener.freezeTime();
        accept("one");
        accept("two");
        assertThat(listener.config().isAutoRead()).isTrue();

        accept("three");

        assertThat(listener.config().isAutoRead()).isFalse();
        assertThat(paused.count()).isEqualTo(1);
        assertThat((String) listener.readInbound()).isEqualTo("one");
        assertThat((String) listener.readInbound()).isEqualTo("two");
        assertThat((String) listener.readInbound()).as("accepted already").isEqualTo("three");

        pass(99);
        assertThat(listener.config().isAutoRead()).isFalse();
        pass(1);
        assertThat(listener.config().isAutoRead()).isTrue();
    }

    private void accept(String connection) {
        listener.writeInbound(connection);
    }

    private void pass(long millis) throws Exception {
        clock.advance(Duration.ofMillis(millis));
        listener.advanceTimeBy(millis, TimeUnit.MILLISECONDS);
        listener.runScheduledPendingTasks();
    }
}
