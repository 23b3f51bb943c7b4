package parley.server.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class BackoffTest {

    private final Backoff backoff = new Backoff(Duration.ZERO);

    @Test
    void doublesUpToHalfAMinute() {
        var waits = Stream.generate(backoff::next).limit(8).map(Duration::toSeconds);

        assertThat(waits).containsExactly(1L, 2L, 4L, 8L, 16L, 30L, 30L, 30L);
    }

    @Test
    void neverWaitsLessThanIsAskedFor() {
        var patient = new Backoff(Duration.ofSeconds(3));

        var waits = Stream.generate(patient::next).limit(4).map(Duration::toSeconds);

        assertThat(waits).containsExactly(3L, 3L, 4L, 8L);
    }

    @Test
    void beginsAnewAfterAReset() {
        backoff.next();
        backoff.next();

        backoff.reset();

        assertThat(backoff.next()).isEqualTo(Duration.ofSeconds(1));
    }
}
