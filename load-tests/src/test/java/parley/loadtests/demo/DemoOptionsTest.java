package parley.loadtests.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class DemoOptionsTest {

    @Test
    void readsAllOptions() {
        DemoOptions options = DemoOptions.parse(
                new String[] {"--http", "http://a:1,http://b:2", "--pace", "50", "--scenes", "3", "--stages", "2"});

        assertThat(options.nodes()).containsExactly("http://a:1", "http://b:2");
        assertThat(options.pace()).isEqualTo(Duration.ofMillis(50));
        assertThat(options.scenes()).isEqualTo(3);
        assertThat(options.stages()).isEqualTo(2);
    }

    @Test
    void refusesWhatItDoesNotKnow() {
        assertThatThrownBy(() -> DemoOptions.parse(new String[] {"--speed", "9"}))
                .hasMessage("unknown option --speed");
        assertThatThrownBy(() -> DemoOptions.parse(new String[] {"--http"})).hasMessage("--http needs a value");
        assertThatThrownBy(() -> DemoOptions.parse(new String[] {})).hasMessage("--http is missing");
        assertThatThrownBy(() -> DemoOptions.parse(new String[] {"--pace", "fast", "--http", "http://a"}))
                .hasMessage("--pace: fast (expected: a whole number)");
    }
}
