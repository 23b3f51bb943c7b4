package parley.loadtests.storm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import parley.loadtests.client.ScriptedServer;

class NodeCountersTest {

    private static final String SERIES = "lists_total{from=\"memory\"}";

    private final ScriptedServer node = new ScriptedServer();
    private final NodeCounters counters = new NodeCounters(List.of(node.url()), List.of("lists_total"));

    @AfterEach
    void close() {
        counters.close();
        node.close();
    }

    private void counting(double lists) {
        node.answering(request -> new ScriptedServer.Response(
                200, "# TYPE lists_total counter\nlists_total_other 9\n" + SERIES + " " + lists + "\n"));
    }

    private void hasGrown(long lists) {
        counters.look();
        assertThat(counters.grown()).isEqualTo(Map.of(SERIES, lists));
    }

    @Test
    void whatWasCountedBeforeDoesNotCount() {
        counting(40);
        counters.begin();
        counting(45);
        hasGrown(5);
    }

    @Test
    void aNodeThatWasRestartedBeginsAtZero() {
        counting(40);
        counters.begin();
        counting(45);
        hasGrown(5);
        counting(2);
        hasGrown(7);
    }
}
