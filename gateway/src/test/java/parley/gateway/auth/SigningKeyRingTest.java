package parley.gateway.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SigningKeyRingTest {

    private static final Duration LIFE = Duration.ofDays(90);

    private final TestClock clock = new TestClock();
    private final InMemoryStores memory = new InMemoryStores(clock);
    private final ScheduledExecutorService executor = Executors.newScheduledThreadPool(4);

    @AfterEach
    void close() {
        executor.shutdownNow();
    }

    @Test
    void makesOneKeyHoweverManyNodesStartAtOnce() {
        List<SigningKeyRing> nodes =
                IntStream.range(0, 6).mapToObj(i -> ring("")).toList();

        nodes.parallelStream().forEach(SigningKeyRingTest::refresh);

        assertThat(memory.signingKeys()).hasSize(1);
        assertThat(nodes.stream().map(node -> node.signing().getKeyID()).distinct())
                .hasSize(1);
    }

    @Test
    void signsWithANewKeyOnlyAfterEveryNodeHadTimeToReadIt() {
        SigningKeyRing ring = ring("");
        refresh(ring);
        String first = ring.signing().getKeyID();

        clock.advance(LIFE);
        refresh(ring);
        assertThat(memory.signingKeys()).hasSize(2);
        assertThat(ring.signing().getKeyID()).isEqualTo(first);

        clock.advance(SigningKeyRing.ANNOUNCED_BEFORE);
        String second = ring.signing().getKeyID();
        assertThat(second).isNotEqualTo(first);
        assertThat(ring.verifier(first)).isPresent();
        assertThat(ring.verifier(second)).isPresent();
    }

    @Test
    void keepsThePrivateKeyEncryptedIfThereIsASecret() {
        SigningKeyRing ring = ring("a secret of this installation");
        refresh(ring);

        assertThat(memory.signingKeys().get(0).text()).doesNotContain("\"d\"", "P-256");
        SigningKeyRing other = ring("a secret of this installation");
        refresh(other);
        assertThat(other.signing().getKeyID()).isEqualTo(ring.signing().getKeyID());
    }

    @Test
    void saysThatItCannotOpenAKeyClosedWithAnotherSecret() {
        refresh(ring("a secret of this installation"));

        assertThatThrownBy(() -> refresh(ring("another secret altogether")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("key-secret");
        assertThatThrownBy(() -> refresh(ring("")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("key-secret");
    }

    private SigningKeyRing ring(String secret) {
        return new SigningKeyRing(
                memory.stores().keys(),
                new KeyBox(secret),
                LIFE,
                new AuthWorld(clock, new SecureRandom(), executor, new SimpleMeterRegistry()));
    }

    private static void refresh(SigningKeyRing ring) {
        AuthFixture.join(ring.refresh());
    }
}
