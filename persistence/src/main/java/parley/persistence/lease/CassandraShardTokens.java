package parley.persistence.lease;

import com.datastax.oss.driver.api.core.ConsistencyLevel;
import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import parley.engine.lease.ShardTokens;
import parley.persistence.CassandraStore;
import parley.persistence.Cql;

/** Shard rows in Cassandra. Each change is conditional on the token that was read; reads are serial too. */
public final class CassandraShardTokens implements ShardTokens {

    /** How often somebody else may be faster before the stage fails. */
    static final int TRIES_MAX = 20;

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

    private record Held(String holder, long token) {}

    @Override
    public CompletionStage<Long> acquire(String shard, String holder) {
        return acquire(shard, holder, TRIES_MAX);
    }

    private CompletionStage<Long> acquire(String shard, String holder, int triesLeft) {
        if (triesLeft == 0) {
            return CompletableFuture.failedFuture(
                    new IllegalStateException("shard " + shard + ": others were faster " + TRIES_MAX + " times"));
        }
        return held(shard).thenCompose(held -> {
            long next = held.map(row -> row.token + 1).orElse(1L);
            CompletionStage<Boolean> taken = held.isEmpty()
                    ? applied(insert, shard, holder, next)
                    : applied(update, holder, next, shard, held.get().token);
            return taken.thenCompose(applied ->
                    applied ? CompletableFuture.completedFuture(next) : acquire(shard, holder, triesLeft - 1));
        });
    }

    @Override
    public CompletionStage<Optional<Long>> raise(String shard, String holder, long token, long atLeast) {
        return held(shard).thenCompose(held -> {
            if (held.isEmpty() || held.get().token < token || !held.get().holder.equals(holder)) {
                return CompletableFuture.completedFuture(Optional.empty());
            }
            long stored = held.get().token;
            long next = Math.max(stored, atLeast) + 1;
            return applied(update, holder, next, shard, stored)
                    .thenApply(applied -> applied ? Optional.of(next) : Optional.<Long>empty());
        });
    }

    @Override
    public CompletionStage<Boolean> release(String shard, long token) {
        return applied(free, shard, token);
    }

    private CompletionStage<Optional<Held>> held(String shard) {
        return select.bind(shard)
                .thenCompose(statement -> cql.one(statement.setConsistencyLevel(ConsistencyLevel.LOCAL_SERIAL)))
                .thenApply(row -> row.map(found -> new Held(orNobody(found.getString(0)), found.getLong(1))));
    }

    private static String orNobody(@Nullable String holder) {
        return holder == null ? NOBODY : holder;
    }

    /** Not idempotent: the driver must not send it twice. */
    private CompletionStage<Boolean> applied(Cql.Prepared conditional, Object... values) {
        return conditional
                .bind(values)
                .thenCompose(statement -> cql.execute(statement.setIdempotent(false)))
                .thenApply(AsyncResultSet::wasApplied);
    }
}
