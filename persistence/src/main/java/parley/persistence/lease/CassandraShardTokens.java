package parley.persistence.lease;

import com.datastax.oss.driver.api.core.ConsistencyLevel;
import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import parley.engine.lease.NodeIncarnation;
import parley.engine.lease.ShardTokens;
import parley.persistence.CassandraStore;
import parley.persistence.Cql;

/** Shard rows in Cassandra. Each change is conditional on the token that was read; reads are serial too. */
public final class CassandraShardTokens implements ShardTokens {

    private static final String NOBODY = "";

    private final Cql cql;
    private final Cql.Prepared select;
    private final Cql.Prepared insert;
    private final Cql.Prepared update;
    private final Cql.Prepared free;

    public CassandraShardTokens(CassandraStore store) {
        this(store.cql());
    }

    CassandraShardTokens(Cql cql) {
        this.cql = cql;
        select = cql.prepare("SELECT holder, shard_token FROM %s WHERE shard = ?", "shard_tokens");
        insert = cql.prepare(
                "INSERT INTO %s (shard, holder, shard_token) VALUES (?, ?, ?) IF NOT EXISTS", "shard_tokens");
        update = cql.prepare(
                "UPDATE %s SET holder = ?, shard_token = ? WHERE shard = ? IF shard_token = ?", "shard_tokens");
        free = cql.prepare(
                "UPDATE %s SET holder = '" + NOBODY + "' WHERE shard = ? IF shard_token = ?", "shard_tokens");
    }

    @Override
    public CompletionStage<Optional<ShardRow>> read(String shard) {
        return select.bind(shard)
                .thenCompose(statement -> cql.one(statement.setConsistencyLevel(ConsistencyLevel.LOCAL_SERIAL)))
                .thenApply(row -> row.map(found -> new ShardRow(holder(found.getString(0)), found.getLong(1))));
    }

    private static Optional<NodeIncarnation> holder(@Nullable String text) {
        return text == null || text.equals(NOBODY) ? Optional.empty() : Optional.of(NodeIncarnation.parse(text));
    }

    @Override
    public CompletionStage<Optional<Long>> take(String shard, NodeIncarnation holder, Optional<ShardRow> asRead) {
        long next = asRead.map(ShardRow::token).orElse(0L) + 1;
        CompletionStage<Boolean> taken = asRead.isEmpty()
                ? applied(insert, shard, holder.text(), next)
                : applied(update, holder.text(), next, shard, asRead.get().token());
        return taken.thenApply(applied -> applied ? Optional.of(next) : Optional.empty());
    }

    @Override
    public CompletionStage<Optional<Long>> raise(String shard, NodeIncarnation holder, long token, long atLeast) {
        return read(shard).thenCompose(read -> {
            if (read.isEmpty()
                    || read.get().token() < token
                    || !read.get().holder().equals(Optional.of(holder))) {
                return CompletableFuture.completedFuture(Optional.empty());
            }
            long stored = read.get().token();
            long next = Math.max(stored, atLeast) + 1;
            return applied(update, holder.text(), next, shard, stored)
                    .thenApply(applied -> applied ? Optional.of(next) : Optional.<Long>empty());
        });
    }

    @Override
    public CompletionStage<Boolean> release(String shard, long token) {
        return applied(free, shard, token);
    }

    /** Not idempotent: the driver must not send it twice. */
    private CompletionStage<Boolean> applied(Cql.Prepared conditional, Object... values) {
        return conditional
                .bind(values)
                .thenCompose(statement -> cql.execute(statement.setIdempotent(false)))
                .thenApply(AsyncResultSet::wasApplied);
    }
}
