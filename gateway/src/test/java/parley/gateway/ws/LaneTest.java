package parley.gateway.ws;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.channel.embedded.EmbeddedChannel;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import parley.engine.trace.MessageTraces;

class LaneTest {

    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final Lane lane = new Lane(
            0,
            channel.eventLoop(),
            SocketSettings.from(ConfigFactory.defaultReference().resolve().getConfig("parley.gateway.socket")),
            new SocketCounters(new SimpleMeterRegistry(), MessageTraces.OFF, Clock.systemUTC()));

    @Test
    void whatComesAfterConnectionsIsDoneSomeInEachRound() {
        List<Integer> done = new ArrayList<>();
        for (int i = 1; i <= 5; i++) {
            int number = i;
            lane.afterwards(() -> done.add(number));
        }
        assertThat(done).isEmpty();

        round();
        assertThat(done).containsExactly(1, 2);
        round();
        round();
        assertThat(done).containsExactly(1, 2, 3, 4, 5);
        round();
        assertThat(done).hasSize(5);
    }

    private void round() {
        lane.round(2);
        channel.runPendingTasks();
    }
}
