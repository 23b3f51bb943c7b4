package parley.loadtests.storm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class RollPartsTest {

    @Test
    void stepsAreWhatTheRollSays() {
        List<String> heard = new ArrayList<>();
        List<String> said = new ArrayList<>();
        Rolling rolling = new Rolling(List.of(), step -> heard.add(step.toString()), said::add);

        rolling.hear("parley: rolling nodes 1 0", 1);
        rolling.hear("parley: node 1 draining (0.1 s): pid 42", 10);
        rolling.hear("parley: node 1 drained (2.1 s)", 20);
        rolling.hear("parley: node 1 left (4.0 s)", 30);
        rolling.hear("parley: node 1 ready (9.0 s): pid 43, from /dist", 40);
        rolling.hear("parley: node 1 settled (12.0 s): 33 chat shards, 34 slot shards", 50);

        assertThat(heard)
                .containsExactly(
                        "drain of node 1",
                        "hand-over of node 1",
                        "restart of node 1",
                        "settling of node 1",
                        "settled of node 1");
        assertThat(said).hasSize(6);
        assertThat(rolling.settled()).isEqualTo(1);
        assertThat(rolling.at(9)).isEqualTo("before the roll");
        assertThat(rolling.at(20)).isEqualTo("hand-over of node 1");
        assertThat(rolling.at(29)).isEqualTo("hand-over of node 1");
    }

    @Test
    void exitStatusIsThatOfTheCommand() {
        List<String> said = new ArrayList<>();
        Rolling rolling = new Rolling(List.of("sh", "-c", "echo no; exit 3"), step -> {}, said::add);

        assertThat(rolling.run()).isEqualTo(3);
        assertThat(said).containsExactly("no");
    }

    @Test
    void peakIsTheMostOfAnySecond() {
        PeakRate rate = new PeakRate();
        long second = TimeUnit.SECONDS.toNanos(1);
        rate.look(0, 5);
        rate.look(second / 2, 5);
        rate.look(second, 105);
        rate.look(second * 3 / 2, 205);
        rate.look(second * 2, 205);
        assertThat(rate.peak()).isEqualTo(200);

        rate.look(second * 12, 1205);
        assertThat(rate.peak()).as("ten seconds between two looks").isEqualTo(200);
    }

    @Test
    void optionsHaveTheRollsDefaults() {
        assertThat(RollOptions.parse(new String[] {"--parley", "./parley", "--every", "250ms"}))
                .isEqualTo(new RollOptions(
                        3000,
                        5,
                        Duration.ofMillis(250),
                        100,
                        Duration.ofSeconds(60),
                        Duration.ofSeconds(30),
                        150,
                        3,
                        "./parley"));
        assertThatThrownBy(() -> RollOptions.parse(new String[] {"--nodes", "1"}))
                .hasMessageContaining("--nodes: 1 (expected: 2 to 9)");
        assertThatThrownBy(() -> RollOptions.parse(new String[] {"--jitter", "1s"}))
                .hasMessage("unknown option --jitter");
    }
}
