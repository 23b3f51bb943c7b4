package parley.persistence.lease;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import parley.engine.lease.NodeIncarnation;
import parley.engine.lease.ShardTokens.ShardRow;
import parley.persistence.CassandraExtension;

class CassandraShardTokensCassandraIT {

    @RegisterExtension
    static final CassandraExtension CASSANDRA = new CassandraExtension();

    private static final NodeIncarnation A = new NodeIncarnation("node-a", 1);
    private static final NodeIncarnation B = new NodeIncarnation("node-b", 3);

    private final String shard = UUID.randomUUID().toString();
    private CassandraShardTokens tokens;

    @BeforeEach
    void open() {
        tokens = new CassandraShardTokens(CASSANDRA.cql());
    }

    @Test
    void tokensGrowWithEachAcquisition() {
        assertThat(tokens.read(shard).toCompletableFuture().join()).isEmpty();
        assertThat(take(A)).contains(1L);
        assertThat(read()).isEqualTo(new ShardRow(Optional.of(A), 1));
        assertThat(take(B)).contains(2L);
        assertThat(release(2)).isTrue();
        assertThat(read()).isEqualTo(new ShardRow(Optional.empty(), 2));
        assertThat(take(A)).contains(3L);
    }

    @Test
    void takesOnlyWhatIsStillAsItWasRead() {
        take(A);
        Optional<ShardRow> read = tokens.read(shard).toCompletableFuture().join();
        tokens.raise(shard, A, 1, 0).toCompletableFuture().join();

        assertThat(tokens.take(shard, B, read).toCompletableFuture().join())
                .as("its holder is alive")
                .isEmpty();
        assertThat(tokens.take(shard, B, Optional.empty()).toCompletableFuture().join())
                .isEmpty();
        assertThat(read()).isEqualTo(new ShardRow(Optional.of(A), 2));
    }

    @Test
    void releasesOnlyWhatIsHeldUnderThatToken() {
        take(A);
        take(B);

        assertThat(release(1)).isFalse();
        assertThat(tokens.release("never-" + shard, 1).toCompletableFuture().join())
                .isFalse();
    }

    @Test
    void raisesAboveWhatWasReadWhileItIsHeld() {
        take(A);

        assertThat(tokens.raise(shard, A, 1, 40).toCompletableFuture().join()).contains(41L);
        assertThat(tokens.raise(shard, A, 1, 40).toCompletableFuture().join())
                .as("again, as when the answer was lost")
                .contains(42L);
        assertThat(take(B)).contains(43L);
        assertThat(tokens.raise(shard, A, 43, 0).toCompletableFuture().join())
                .as("held by another")
                .isEmpty();
    }

    @Test
    void ofNodesThatRaceOneIsFaster() {
        Optional<ShardRow> read = tokens.read(shard).toCompletableFuture().join();
        List<CompletableFuture<Optional<Long>>> racing = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            racing.add(tokens.take(shard, new NodeIncarnation("node-" + i, 1), read)
                    .toCompletableFuture());
        }

        assertThat(racing.stream().map(CompletableFuture::join).flatMap(Optional::stream))
                .containsExactly(1L);
    }

    private ShardRow read() {
        return tokens.read(shard).toCompletableFuture().join().orElseThrow();
    }

    private Optional<Long> take(NodeIncarnation holder) {
        return tokens.read(shard)
                .thenCompose(read -> tokens.take(shard, holder, read))
                .toCompletableFuture()
                .join();
    }

    private boolean release(long token) {
        return tokens.release(shard, token).toCompletableFuture().join();
    }
}
