package parley.server.logging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LogLevelsTest {

    private final LoggerContext context = new LoggerContext();
    private final LogLevels levels = new LogLevels(context);

    @BeforeEach
    void configure() {
        context.getLogger("ROOT").setLevel(Level.INFO);
        context.getLogger("com.datastax").setLevel(Level.WARN);
    }

    @Test
    void changesALevelAndTakesItBack() {
        levels.set("parley.engine", "debug");
        levels.set("com.datastax", "TRACE");

        assertThat(context.getLogger("parley.engine.chat").isDebugEnabled()).isTrue();
        assertThat(levels.of("parley.engine.chat"))
                .isEqualTo(new LogLevels.Level("parley.engine.chat", "DEBUG", false));
        assertThat(levels.of("parley.engine")).isEqualTo(new LogLevels.Level("parley.engine", "DEBUG", true));

        levels.set("parley.engine", "ERROR");
        levels.reset("parley.engine");
        levels.reset("com.datastax");

        assertThat(context.getLogger("parley.engine").getLevel()).isNull();
        assertThat(context.getLogger("com.datastax").getLevel()).isEqualTo(Level.WARN);
        assertThat(levels.of("com.datastax").changed()).isFalse();
    }

    @Test
    void refusesWhatIsNoLevelOrNoName() {
        assertThatThrownBy(() -> levels.set("parley", "LOUD"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("level: LOUD (expected: one of [ERROR, WARN, INFO, DEBUG, TRACE])");
        assertThatThrownBy(() -> levels.set("parley chat", "DEBUG")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> levels.of("")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void changesNoMoreThanAHundredAndLookingKeepsNothing() {
        for (int i = 0; i < 100; i++) {
            levels.set("parley.a" + i, "DEBUG");
        }
        int kept = context.getLoggerList().size();

        assertThatThrownBy(() -> levels.set("parley.b", "DEBUG")).isInstanceOf(IllegalArgumentException.class);
        levels.set("parley.a1", "TRACE");
        assertThat(levels.of("parley.b").level()).isEqualTo("INFO");
        assertThat(context.getLoggerList()).hasSize(kept);
        levels.reset("parley.a1");
        levels.set("parley.b", "DEBUG");
        assertThat(levels.of("parley.b").level()).isEqualTo("DEBUG");
    }
}
