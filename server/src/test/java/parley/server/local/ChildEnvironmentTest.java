package parley.server.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

class ChildEnvironmentTest {

    @Test
    void isEmptyWhenNothingIsAskedFor() {
        assertThat(ChildEnvironment.of("PARLEY_NODE_ENV_1", Map.of("PARLEY_NODE_ENV_2", "A=1")))
                .isEmpty();
    }

    @Test
    void readsSeveralVariablesAndKeepsFurtherEqualSigns() {
        assertThat(ChildEnvironment.of("X", Map.of("X", " LD_PRELOAD=/lib/a.so  FAKETIME=+300s B=c=d ")))
                .containsOnly(
                        Map.entry("LD_PRELOAD", "/lib/a.so"), Map.entry("FAKETIME", "+300s"), Map.entry("B", "c=d"));
    }

    @Test
    void refusesWhatIsNoVariable() {
        assertThatThrownBy(() -> ChildEnvironment.of("X", Map.of("X", "A=1 b")))
                .isInstanceOf(ClusterFault.class)
                .hasMessage("X has b: write NAME=VALUE, several with spaces between them");
    }
}
