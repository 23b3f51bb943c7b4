package parley.gateway.ws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.InetAddress;
import java.time.Clock;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import parley.engine.trace.MessageTraces;
import parley.gateway.GatewaySettings;

class LiveSettingsTest {

    private static final String BURST = "parley.gateway.socket.admission.burst";
    private static final String FRAMES = "parley.gateway.socket.traffic.frames-per-second";

    private final Config config = ConfigFactory.defaultReference();
    private final LiveSettings live =
            LiveSettings.of(GatewaySettings.from(config).socket(), config);

    @Test
    void aChangedLimitHoldsFromTheNextDecisionOnAndResetsToWhatIsConfigured() throws Exception {
        var counters = new SocketCounters(new SimpleMeterRegistry(), MessageTraces.OFF, Clock.systemUTC());
        var admission = new Admission(() -> live.current().admission(), () -> 1_000_000_000L, counters);
        assertThat(admitted(admission, 100)).isEqualTo(100);

        live.set(BURST, 10);
        assertThat(admitted(admission, 100)).isEqualTo(10);
        assertThat(live.find(BURST)).contains(new LiveSettings.Limit(BURST, 10, 10_000, 10, 1_000_000));

        live.reset(BURST);
        assertThat(admitted(admission, 100)).isEqualTo(100);
        assertThat(live.find(BURST).orElseThrow().value()).isEqualTo(10_000);
    }

    @Test
    void aConnectionThatIsOpenIsLimitedAnew() {
        var fixture = new ConnectionFixture("", null);
        fixture.connection.onText("{}");
        fixture.live.set("parley.gateway.socket.traffic.frames-burst", 10);

        for (int i = 0; i < 11; i++) {
            fixture.connection.onText("{\"type\":\"ping\",\"id\":" + (i + 1) + "}");
        }

        assertThat(fixture.reached("traffic.frames-burst")).isEqualTo(1);
    }

    @Test
    void whatWasNotChangedStaysAsItIs() {
        SocketSettings before = live.current();

        live.set(FRAMES, 50);

        assertThat(live.current().traffic().framesPerSecond()).isEqualTo(50);
        assertThat(live.current().admission()).isEqualTo(before.admission());
        assertThat(live.current().moves()).isEqualTo(before.moves());
        assertThat(live.current().history()).isEqualTo(before.history());
    }

    @Test
    void refusesWhatIsOutOfBoundsAndWhatCannotBeChanged() {
        assertThatThrownBy(() -> live.set(FRAMES, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(FRAMES + ": 0 (expected: 10 to 100000)");
        assertThatThrownBy(() -> live.set("parley.gateway.socket.listener.connections-max", 10))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageEndingWith("connections-max: cannot be changed");
        assertThat(live.limits())
                .hasSize(7)
                .allSatisfy(limit ->
                        assertThat(limit.value()).isEqualTo(limit.configured()).isBetween(limit.min(), limit.max()));
    }

    private static long admitted(Admission admission, int tries) throws Exception {
        InetAddress address = InetAddress.getByName("10.0.0.1");
        return IntStream.range(0, tries)
                .filter(i -> admission.retryAfterMs(address) == 0)
                .count();
    }
}
