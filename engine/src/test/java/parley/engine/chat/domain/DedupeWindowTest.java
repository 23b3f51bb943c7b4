package parley.engine.chat.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static parley.engine.fakes.Given.ANN;
import static parley.engine.fakes.Given.AT;
import static parley.engine.fakes.Given.BOB;
import static parley.engine.fakes.Given.key;

import org.junit.jupiter.api.Test;
import parley.engine.id.UserId;

class DedupeWindowTest {

    private static DedupeWindow plus(DedupeWindow window, UserId by, String key, long seq) {
        return window.plus(new DedupeWindow.Key(by, key(key)), new DedupeWindow.Answer(seq, 0, AT, 7), 2);
    }

    @Test
    void beginsWithTheFirstEntry() {
        assertThat(DedupeWindow.EMPTY.start()).isEqualTo(1);
        assertThat(plus(DedupeWindow.EMPTY, ANN, "k", 1).start()).isEqualTo(1);
    }

    @Test
    void tellsTheSameKeyOfTwoUsersApart() {
        DedupeWindow window = plus(plus(DedupeWindow.EMPTY, ANN, "k", 1), BOB, "k", 2);
        assertThat(window.find(ANN, key("k")).seq()).isEqualTo(1);
        assertThat(window.find(BOB, key("k")).seq()).isEqualTo(2);
    }

    @Test
    void forgetsTheOldestKeysAndSaysFromWhereItKnowsAll() {
        DedupeWindow window = DedupeWindow.EMPTY;
        for (long seq = 1; seq <= 5; seq++) {
            window = plus(window, ANN, "k" + seq, seq * 2);
        }
        assertThat(window.bySeq().keySet()).containsExactly(8L, 10L);
        assertThat(window.byKey()).hasSize(2);
        assertThat(window.find(ANN, key("k3"))).isNull();
        assertThat(window.find(ANN, key("k4")).seq()).isEqualTo(8);
        assertThat(window.start()).isEqualTo(7);
    }
}
