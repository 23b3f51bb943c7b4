package parley.persistence.lease;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import parley.engine.lease.NodeIncarnation;
import parley.engine.lease.NodeLeases.NodeRemoved;
import parley.engine.lease.NodeLeases.Renewal;
import parley.persistence.CassandraExtension;

class CassandraNodeLeasesCassandraIT {

    @RegisterExtension
    static final CassandraExtension CASSANDRA = new CassandraExtension();

    private final String node = "akka://parley@127.0.0.1:25520-" + UUID.randomUUID();
    private final NodeIncarnation first = new NodeIncarnation(node, 1);
    private CassandraNodeLeases leases;

    @BeforeEach
    void open() {
        leases = new CassandraNodeLeases(CASSANDRA.cql());
    }

    private static <T> T now(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }

    @Test
    void aVersionIsRaisedByWhoKnowsIt() {
        assertThat(now(leases.begin(first))).isEqualTo(new Renewal(1, true));
        assertThat(now(leases.renew(first, 1))).contains(new Renewal(2, true));
        assertThat(now(leases.renew(first, 2))).contains(new Renewal(3, true));
        assertThat(now(leases.versions(node))).isEqualTo(Map.of(1, 3L));
    }

    @Test
    void aLostAnswerIsFoundOut() {
        now(leases.begin(first));
        assertThat(now(leases.begin(first))).isEqualTo(new Renewal(1, false));
        now(leases.renew(first, 1));
        assertThat(now(leases.renew(first, 1))).contains(new Renewal(2, false));
    }

    @Test
    void aRowThatIsGoneOrAnothersIsNotRenewed() {
        assertThat(now(leases.renew(first, 1))).isEmpty();
        now(leases.begin(first));
        now(leases.renew(first, 1));
        now(leases.renew(first, 2));
        assertThat(now(leases.renew(first, 1))).isEmpty();
        assertThat(now(leases.versions(node))).isEqualTo(Map.of(1, 3L));
    }

    @Test
    void aNodeThatWasRemovedNeitherRenewsNorBeginsAnew() {
        now(leases.begin(first));
        now(leases.remove(node));
        now(leases.remove(node));

        assertThat(leases.renew(first, 1).toCompletableFuture())
                .failsWithin(Duration.ofSeconds(10))
                .withThrowableThat()
                .havingRootCause()
                .isInstanceOf(NodeRemoved.class);
        assertThat(leases.begin(new NodeIncarnation(node, 2)).toCompletableFuture())
                .failsWithin(Duration.ofSeconds(10))
                .withThrowableThat()
                .havingRootCause()
                .isInstanceOf(NodeRemoved.class);
        assertThat(now(leases.versions(node))).isEqualTo(Map.of(1, 1L));
    }

    @Test
    void aNodeThatWasRemovedBeforeItHadALeaseGetsNone() {
        now(leases.remove(node));
        assertThat(now(leases.versions(node))).isEmpty();
        assertThat(leases.begin(first).toCompletableFuture())
                .failsWithin(Duration.ofSeconds(10))
                .withThrowableThat()
                .havingRootCause()
                .isInstanceOf(NodeRemoved.class);
    }

    @Test
    void incarnationsHaveRowsOfTheirOwnThatEndByThemselves() {
        now(leases.begin(first));
        now(leases.begin(new NodeIncarnation(node, 2)));
        assertThat(now(leases.versions(node))).isEqualTo(Map.of(1, 1L, 2, 1L));
        String ttl = "SELECT ttl(version) FROM " + CASSANDRA.settings().table("node_leases") + " WHERE node = ?";
        assertThat(CASSANDRA.session().execute(ttl, node).one().getInt(0)).isPositive();
    }
}
