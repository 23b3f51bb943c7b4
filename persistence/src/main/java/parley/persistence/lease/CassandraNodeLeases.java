package parley.persistence.lease;

import com.datastax.oss.driver.api.core.ConsistencyLevel;
import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.Row;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import parley.engine.lease.NodeIncarnation;
import parley.engine.lease.NodeLeases;
import parley.persistence.CassandraStore;
import parley.persistence.Cql;

/** Rows of node leases in Cassandra. */
public final class CassandraNodeLeases implements NodeLeases {

    /** A row that nobody renews any more is kept for so long: far longer than anybody looks at it. */
    private static final int KEPT_SECONDS = (int) Duration.ofDays(1).toSeconds();

    private static final long FIRST = 1;

    private final Cql cql;
    private final Cql.Prepared begin;
    private final Cql.Prepared renew;
    private final Cql.Prepared remove;
    private final Cql.Prepared select;

    public CassandraNodeLeases(CassandraStore store) {
        this(store.cql());
    }

    CassandraNodeLeases(Cql cql) {
        this.cql = cql;
        begin = cql.prepare(
                "UPDATE %s USING TTL " + KEPT_SECONDS + " SET version = ? WHERE node = ? AND incarnation = ?"
                        + " IF version = null AND removed = null",
                "node_leases");
        renew = cql.prepare(
                "UPDATE %s USING TTL " + KEPT_SECONDS + " SET version = ? WHERE node = ? AND incarnation = ?"
                        + " IF version = ? AND removed = null",
                "node_leases");
        remove = cql.prepare(
                "UPDATE %s USING TTL " + KEPT_SECONDS + " SET removed = true WHERE node = ? IF removed = null",
                "node_leases");
        select = cql.prepare("SELECT incarnation, version FROM %s WHERE node = ?", "node_leases");
    }

    @Override
    public CompletionStage<Renewal> begin(NodeIncarnation holder) {
        return conditional(begin, FIRST, holder.node(), holder.number())
                .thenApply(result -> result.wasApplied()
                        ? new Renewal(FIRST, true)
                        : new Renewal(versionIn(result, holder).orElse(FIRST), false));
    }

    @Override
    public CompletionStage<Optional<Renewal>> renew(NodeIncarnation holder, long version) {
        return conditional(renew, version + 1, holder.node(), holder.number(), version)
                .thenApply(result -> result.wasApplied()
                        ? Optional.of(new Renewal(version + 1, true))
                        : versionIn(result, holder)
                                .filter(stored -> stored == version + 1)
                                .map(stored -> new Renewal(stored, false)));
    }

    /** What stands in the row when a condition did not hold; empty when there is no version. */
    private static Optional<Long> versionIn(AsyncResultSet refused, NodeIncarnation holder) {
        @Nullable Row row = refused.one();
        if (row == null || !row.getColumnDefinitions().contains("version")) {
            return Optional.empty();
        }
        if (row.getBoolean("removed")) {
            throw new NodeRemoved(holder.node());
        }
        return row.isNull("version") ? Optional.empty() : Optional.of(row.getLong("version"));
    }

    @Override
    public CompletionStage<Void> remove(String node) {
        return conditional(remove, node).thenAccept(removed -> {});
    }

    @Override
    public CompletionStage<Map<Integer, Long>> versions(String node) {
        Map<Integer, Long> versions = new HashMap<>();
        return select.bind(node)
                .thenCompose(statement -> cql.forEach(
                        statement.setConsistencyLevel(ConsistencyLevel.LOCAL_SERIAL), row -> put(versions, row)))
                .thenApply(done -> versions);
    }

    /** A node that was removed before it had a lease has a row without an incarnation. */
    private static void put(Map<Integer, Long> versions, Row row) {
        if (!row.isNull("incarnation") && !row.isNull("version")) {
            versions.put(row.getInt("incarnation"), row.getLong("version"));
        }
    }

    /** Not idempotent: the driver must not send it twice. */
    private CompletionStage<AsyncResultSet> conditional(Cql.Prepared statement, Object... values) {
        return statement.bind(values).thenCompose(bound -> cql.execute(bound.setIdempotent(false)));
    }
}
