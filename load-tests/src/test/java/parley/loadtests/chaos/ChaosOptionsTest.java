package parley.loadtests.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChaosOptionsTest {

    private static final List<String> KNOWN = List.of("kill-node", "kill-db");
    private static final List<String> ALL = List.of("kill-node", "kill-node", "kill-db");

    @Test
    void takesTheTourWhenNothingIsAskedFor() {
        assertThat(parse().faults()).isEqualTo(ChaosOptions.TOUR);
        assertThat(parse().choose()).isFalse();
        assertThat(parse().seed()).isEqualTo(1);
    }

    @Test
    void takesWhatIsAskedFor() {
        ChaosOptions options =
                parse("--faults", "kill-db,kill-node", "--seed", "-7", "--rate", "20", "--web-port", "0");

        assertThat(options.faults()).containsExactly("kill-db", "kill-node");
        assertThat(options.seed()).isEqualTo(-7);
        assertThat(options.rate()).isEqualTo(20);
        assertThat(options.webPort()).isZero();
        assertThat(options.timed()).isTrue();
        assertThat(parse("--untimed").timed()).isFalse();
        assertThat(parse("--all").faults()).isEqualTo(ALL);
        assertThat(parse("--choose", "--minutes", "2").choose()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "--faults, quake, --faults quake: there is no such fault",
        "--seed, x, --seed x (expected: a number)",
        "--rate, 0, --rate 0 (expected: 1 to 500)",
        "--web-port, 70000, --web-port 70000 (expected: 0 to 65535)",
        "--releases, one, '--releases one (expected: DIR,DIR)'",
        "--releases, '/,/nowhere', --releases: there is no /nowhere",
        "--speed, 3, unknown option: --speed"
    })
    void saysWhatIsWrong(String option, String value, String complaint) {
        assertThatThrownBy(() -> parse(option, value)).hasMessage(complaint);
    }

    @Test
    void saysWhatIsWrongWithAnOptionWithoutItsValue() {
        assertThatThrownBy(() -> parse("--seed")).hasMessage("--seed  (expected: a number)");
    }

    private static ChaosOptions parse(String... arguments) {
        return ChaosOptions.parse(List.of(arguments), KNOWN, ALL);
    }
}
