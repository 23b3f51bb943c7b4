package parley.loadtests.storm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

class StormPartsTest {

    @Test
    void heapIsTheSumOfItsGenerations() {
        String serial = """
                4242:
                 def new generation   total 29504K, used 1000K [0x00, 0x00, 0x00)
                  eden space 26240K,   3% used [0x00, 0x00, 0x00)
                 tenured generation   total 65536K, used 20000K [0x00, 0x00, 0x00)
                   the space 65536K,  30% used [0x00, 0x00, 0x00, 0x00)
                 Metaspace       used 70000K, committed 71000K, reserved 1114112K
                """;

        assertThat(Heap.usedKb(serial)).isEqualTo(21_000);
        assertThat(Heap.usedKb(" garbage-first heap   total 98304K, used 4321K [0x00, 0x00)"))
                .isEqualTo(4321);
        assertThatThrownBy(() -> Heap.usedKb("no such process")).isInstanceOf(StormException.class);
    }

    @Test
    void heapMayGrowByATenth() {
        assertThat(Nodes.isBack(List.of(1000L, 1000L), List.of(1100L, 900L))).isTrue();
        assertThat(Nodes.isBack(List.of(1000L, 1000L), List.of(1000L, 1101L))).isFalse();
    }

    @Test
    void waitingBytesAreThoseOfTheNodesPorts() {
        String row = "   3: 0100007F:1F9A 0100007F:C3A4 01 00000010:00000005 00:00000000 00000000     0        0 1 1";

        assertThat(SocketQueues.waiting(row, Set.of(0x1f9a))).isEqualTo(0x15);
        assertThat(SocketQueues.waiting(row, Set.of(0xc3a4))).isZero();
    }

    @Test
    void latencyBelongsToTheWindowInWhichTheMessageWasMeantToBeSent() {
        Latencies latencies = new Latencies();
        long tooEarly = System.nanoTime() - 1;
        latencies.begin("calm");
        long calm = System.nanoTime();
        latencies.begin("storm");
        long storm = System.nanoTime();

        latencies.delivered(calm);
        latencies.delivered(storm);
        latencies.delivered(storm);
        latencies.delivered(tooEarly);
        latencies.acked(storm);

        assertThat(latencies.window("calm").deliveries().getTotalCount()).isEqualTo(1);
        assertThat(latencies.window("storm").deliveries().getTotalCount()).isEqualTo(2);
        assertThat(latencies.window("storm").acks().getTotalCount()).isEqualTo(1);
    }

    @Test
    void windowThatIsEnteredAgainIsAddedTo() {
        Latencies latencies = new Latencies();
        latencies.begin("calm");
        latencies.delivered(System.nanoTime());
        latencies.begin("storm");
        latencies.delivered(System.nanoTime());
        latencies.begin("calm");
        latencies.delivered(System.nanoTime());
        latencies.delivered(System.nanoTime() + TimeUnit.SECONDS.toNanos(2));

        assertThat(latencies.window("calm").deliveries().getTotalCount()).isEqualTo(3);
        assertThat(latencies.window("calm").deliveriesBySecond())
                .extracting(Histogram::getTotalCount)
                .containsExactly(2L, 0L, 1L);
        assertThat(latencies.window("storm").deliveries().getTotalCount()).isEqualTo(1);
    }

    @Test
    void resultTellsWhatIsBrokenFromWhatIsSlow() {
        StormResult result = new StormResult.Builder()
                .check("a", true, "1")
                .measure("b", false, "2")
                .build();
        StormResult lost = new StormResult.Builder().check("c", false, "3").build();

        assertThat(result.holds()).isFalse();
        assertThat(result.broken()).isEmpty();
        assertThat(lost.broken()).hasSize(1);
    }

    @Test
    void optionsHaveTheStormsDefaults() {
        StormOptions options = StormOptions.parse(new String[] {"--parley", "./parley", "--jitter", "250ms"});

        assertThat(options)
                .isEqualTo(new StormOptions(
                        10_000,
                        Duration.ofMillis(250),
                        20,
                        100,
                        Duration.ofSeconds(30),
                        8,
                        3,
                        3,
                        List.of(),
                        "./parley"));
    }

    @Test
    void optionsThatMakeNoSenseAreRefused() {
        assertThatThrownBy(() -> StormOptions.parse(new String[] {"--clients", "10"}))
                .hasMessage("--target is missing");
        assertThatThrownBy(() -> StormOptions.parse(new String[] {"--target", "http://a", "--clients", "1"}))
                .hasMessageContaining("--clients: 1 (expected: 2 to");
        assertThatThrownBy(() -> StormOptions.parse(new String[] {"--target", "http://a", "--jitter", "soon"}))
                .hasMessageContaining("--jitter: soon");
        assertThatThrownBy(() -> new Target(List.of(new Target.Node("http://a", "", 0)), ""))
                .hasMessageContaining("PARLEY_SERVICE_KEY");
    }
}
