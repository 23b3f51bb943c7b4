package parley.loadtests.gatling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class LoadOptionsTest {

    @Test
    void passesOnWhatTheSimulationIsToKnow() {
        LoadOptions options = parse("direct", "--users", "50", "--target", "http://a:1,http://b:2", "--duration", "5m");

        assertThat(options.simulationClass()).isEqualTo(DirectSimulation.class.getName());
        assertThat(options.targets()).isEqualTo(List.of("http://a:1", "http://b:2"));
        assertThat(options.properties())
                .containsOnly(
                        org.assertj.core.api.Assertions.entry("users", "50"),
                        org.assertj.core.api.Assertions.entry("duration", "5m"));
    }

    @Test
    void takesAClassOfOnesOwn() {
        assertThat(parse("com.example.MySimulation").simulationClass()).isEqualTo("com.example.MySimulation");
    }

    @Test
    void refusesWhatItDoesNotKnow() {
        assertThatThrownBy(() -> parse()).hasMessage("which simulation?");
        assertThatThrownBy(() -> parse("drect")).hasMessage("unknown simulation drect");
        assertThatThrownBy(() -> parse("direct", "--user", "5")).hasMessage("unknown option --user");
        assertThatThrownBy(() -> parse("direct", "--users")).hasMessage("--users needs a value");
        assertThatThrownBy(() -> parse("direct", "--nodes", "10")).hasMessageContaining("expected: from 1 to 9");
    }

    private static LoadOptions parse(String... arguments) {
        return LoadOptions.parse(arguments);
    }
}
