package parley.persistence.lease;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import parley.persistence.CassandraExtension;

class CassandraShardTokensCassandraIT {

    @RegisterExtension
    static final CassandraExtension CASSANDRA = new CassandraExtension();

    private final String shard = UUID.randomUUID().toString();
    private CassandraShardTokens tokens;

    @BeforeEach
    void open() {
        tokens = new CassandraShardTokens(CASSANDRA.cql());
    }

    @Test
    void tokensGrowWithEachAcquisition() {
        assertThat(acquire("a")).isEqualTo(1);
        assertThat(acquire("b")).isEqualTo(2);
        assertThat(release(2)).isTrue();
        assertThat(acquire("a")).isEqualTo(3);
    }

    @Test
    void releasesOnlyWhatIsHeldUnderThatToken() {
        long first = acquire("a");
        acquire("b");

        assertThat(release(first)).isFalse();
        assertThat(new CassandraShardTokens(CASSANDRA.cql())
                        .release("never-" + shard, 1)
                        .toCompletableFuture()
                        .join())
                .isFalse();
    }

    @Test
    void raisesAboveWhatWasReadWhileItIsHeld() {
        long token = acquire("a");

        assertThat(tokens.raise(shard, "a", token, 40).toCompletableFuture().join())
                .contains(41L);
        assertThat(tokens.raise(shard, "a", token, 40).toCompletableFuture().join())
                .as("again, as when the answer was lost")
                .contains(42L);
        assertThat(acquire("b")).isEqualTo(43);
        assertThat(tokens.raise(shard, "a", 43, 0).toCompletableFuture().join())
                .as("held by another")
                .isEmpty();
    }

    @Test
    void nodesThatRaceGetDifferentTokens() {
        List<CompletableFuture<Long>> racing = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            racing.add(tokens.acquire(shard, "node-" + i).toCompletableFuture());
        }

        List<Long> got = racing.stream().map(CompletableFuture::join).toList();

        assertThat(new HashSet<>(got)).hasSize(4);
    }

    private long acquire(String holder) {
        return tokens.acquire(shard, holder).toCompletableFuture().join();
    }

    private boolean release(long token) {
        return tokens.release(shard, token).toCompletableFuture().join();
    }
}
