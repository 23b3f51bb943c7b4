package parley.loadtests.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class DemoTest {

    private static final Play PLAY = PlayParser.parse("""
            TITLE A Play
            AUTHOR Somebody
            ACT 1
            SCENE 1. A street.
            [Enter Ann, Bob]
            ANN. It's "one" and that's that.
            BOB. Two,
              and three.
            [Enter Cy]
            [Exit Ann]
            CY. Four.
            [Enter Ann]
            ANN. Five.
            [Exeunt]
            SCENE 2. A room.
            [Enter Cy]
            CY. Six.
            """);

    private final MemoryServer server = new MemoryServer();
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void playsAndFindsEverythingWhereItShouldBe() {
        DemoResult result = run();

        assertThat(result.sent()).isEqualTo(5);
        assertThat(result.delivered()).isEqualTo(4 + 4 + 4 + 2 + 1 + 1);
        assertThat(result.clean()).as(printed()).isTrue();
        assertThat(printed())
                .contains("log in as prompter-")
                .contains("Act 1, Scene 1. A street. With Ann, Bob.")
                .contains("sent=5 acked=5 delivered=16 read back=")
                .contains("lost=0 duplicated=0 reordered=0");
    }

    @Test
    void findsAMessageThatTheStoreLost() {
        assertThat(spoilt(log -> log.remove(1)).lost()).isPositive();
    }

    @Test
    void findsAMessageThatTheStoreDoubled() {
        assertThat(spoilt(log -> log.add(log.get(1).deepCopy().put("seq", log.size() + 1)))
                        .duplicated())
                .isPositive();
    }

    @Test
    void findsMessagesThatTheStoreSwapped() {
        DemoResult result = spoilt(log -> {
            ObjectNode first = log.get(1).deepCopy().put("seq", 3);
            log.set(1, log.get(2).deepCopy().put("seq", 2));
            log.set(2, first);
        });

        assertThat(result.reordered()).isPositive();
    }

    @Test
    void findsAMessageThatTheStoreAltered() {
        assertThat(spoilt(log -> log.set(1, log.get(1).deepCopy().put("text", "another")))
                        .altered())
                .isPositive();
    }

    private DemoResult spoilt(Consumer<List<ObjectNode>> fault) {
        UnaryOperator<List<ObjectNode>> inTheLongScene = log -> {
            if (log.size() > 4) {
                fault.accept(log);
            }
            return log;
        };
        server.spoiling(inTheLongScene);
        DemoResult result = run();
        assertThat(result.clean()).isFalse();
        return result;
    }

    private DemoResult run() {
        DemoOptions options = new DemoOptions(List.of(server.url(), server.url()), Duration.ofMillis(5), 9, 2);
        return Demo.run(options, PLAY, new PrintStream(printed, true, StandardCharsets.UTF_8));
    }

    private String printed() {
        return printed.toString(StandardCharsets.UTF_8);
    }
}
