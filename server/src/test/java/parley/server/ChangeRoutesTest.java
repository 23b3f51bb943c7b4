package parley.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import org.junit.jupiter.api.Test;

class ChangeRoutesTest {

    private static final String KEY = "the service key of these tests is long";

    @Test
    void whereThereIsAKeyNothingElseOpens() {
        assertThat(ChangeRoutes.mayChange("Bearer " + KEY, KEY, false)).isTrue();
        assertThat(ChangeRoutes.mayChange("Bearer " + KEY + "x", KEY, true)).isFalse();
        assertThat(ChangeRoutes.mayChange(KEY, KEY, true)).isFalse();
        assertThat(ChangeRoutes.mayChange("", KEY, true)).isFalse();
    }

    @Test
    void withoutAKeyOnlyALocalNodeIsChanged() {
        assertThat(ChangeRoutes.mayChange("Bearer ", "", false)).isFalse();
        assertThat(ChangeRoutes.mayChange("", "", true)).isTrue();
        assertThat(ConfigFactory.load("application").getBoolean("parley.server.changes-without-key"))
                .isFalse();
        assertThat(ConfigFactory.load("local").getBoolean("parley.server.changes-without-key"))
                .isTrue();
    }
}
