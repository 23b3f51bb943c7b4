package parley.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class ChatLogTest {

    private final ChatLog log = new ChatLog();

    @Test
    void holdsWhatArrivesEarlyUntilTheGapIsFilled() {
        log.start(entries(1, 3));

        log.append(entries(6, 7));
        assertThat(log.last()).isEqualTo(3);
        assertThat(log.hasGap()).isTrue();

        log.append(entries(3, 5));
        assertThat(log.entries()).isEqualTo(entries(1, 7));
        assertThat(log.hasGap()).isFalse();
    }

    @Test
    void joinsWhatWasPushedBeforeTheFirstPage() {
        log.append(entries(4, 5));
        assertThat(log.entries()).isEmpty();

        log.start(entries(2, 4));

        assertThat(log.entries()).isEqualTo(entries(2, 5));
    }

    @Test
    void takesAnOlderPageOnlyWhereItJoins() {
        log.start(entries(11, 12));

        log.prepend(entries(5, 8));
        assertThat(log.first()).isEqualTo(11);

        log.prepend(entries(5, 10));
        assertThat(log.entries()).isEqualTo(entries(5, 12));
        assertThat(log.has("k5")).isTrue();
    }

    @Test
    void keepsTheNewestOfALogThatNobodyLooksAt() {
        log.start(entries(1, 1_001));

        log.trim(true);
        assertThat(log.first()).isEqualTo(1);

        log.trim(false);
        assertThat(log.entries()).isEqualTo(entries(502, 1_001));
        assertThat(log.has("k501")).isFalse();
        assertThat(log.has("k502")).isTrue();
    }

    @Test
    void tellsWhatComesAfterASeq() {
        log.start(entries(4, 9));

        assertThat(log.after(6, 2)).isEqualTo(entries(7, 8));
        assertThat(log.after(9, 2)).isEmpty();
        assertThat(log.after(3, 100)).isEqualTo(entries(4, 9));
    }

    private static List<Entry> entries(long from, long to) {
        return LongStream.rangeClosed(from, to)
                .mapToObj(seq -> Entry.message(new Position(seq, seq), 1, "u_bob", "k" + seq, "text " + seq))
                .toList();
    }
}
