package parley.gateway.ws;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class GreetingsTest {

    private final ManualTimer timer = new ManualTimer();
    private final Counter refused = new SimpleMeterRegistry().counter("refused");
    private final Greetings greetings =
            new Greetings(new SocketSettings.Admission(1, 1, 1, 1, 1, 2, 2, Duration.ofSeconds(1)), timer, refused);
    private final List<String> begun = new ArrayList<>();

    @Test
    void beginsSoManyAtOnceAndTheOthersInTheirOrder() {
        Greetings.Turn a = ask("a");
        Greetings.Turn b = ask("b");
        ask("c");
        ask("d");
        assertThat(begun).containsExactly("a", "b");

        a.over();
        assertThat(begun).containsExactly("a", "b", "c");
        a.over();
        assertThat(begun).containsExactly("a", "b", "c");
        b.over();
        assertThat(begun).containsExactly("a", "b", "c", "d");
    }

    @Test
    void passesOverWhoeverIsGone() {
        Greetings.Turn a = ask("a");
        ask("b");
        Greetings.Turn c = ask("c");
        ask("d");

        c.over();
        a.over();

        assertThat(begun).containsExactly("a", "b", "d");
    }

    @Test
    void doesNotLetOneThatTakesLongKeepItsTurn() throws Exception {
        Greetings.Turn a = ask("a");
        Greetings.Turn b = ask("b");
        ask("c");
        ask("d");

        timer.advance(Duration.ofMillis(900));
        b.over();
        timer.advance(Duration.ofMillis(200));
        assertThat(begun).containsExactly("a", "b", "c", "d");

        a.over();
        b.over();
        ask("e");
        assertThat(begun).containsExactly("a", "b", "c", "d");
    }

    @Test
    void refusesWhenTooManyWait() {
        ask("a");
        Greetings.Turn b = ask("b");
        ask("c");
        ask("d");

        assertThat(greetings.turn(Runnable::run).ask(() -> begun.add("e"))).isFalse();
        assertThat(refused.count()).isEqualTo(1);
        assertThat(greetings.waiting()).isEqualTo(2);
        b.over();
        assertThat(greetings.turn(Runnable::run).ask(() -> begun.add("f"))).isTrue();
    }

    private Greetings.Turn ask(String who) {
        Greetings.Turn turn = greetings.turn(Runnable::run);
        assertThat(turn.ask(() -> begun.add(who))).isTrue();
        return turn;
    }
}
