package parley.persistence.write;

import com.datastax.oss.driver.api.core.CqlIdentifier;
import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.BatchStatement;
import com.datastax.oss.driver.api.core.cql.BatchStatementBuilder;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.DefaultBatchType;
import com.datastax.oss.driver.api.core.servererrors.InvalidQueryException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import parley.persistence.Cql;

/** Sends rows as unlogged batches to a node that holds them. A lane is a set of replicas. */
public final class RowWrites implements RowTransport<BoundStatement> {

    /** What a row weighs in Cassandra's own count beside its values: timestamps, liveness and cells. */
    static final int ROW_OVERHEAD_BYTES = 200;

    private static final Object ANY_LANE = Set.of();

    private final Cql cql;
    private final CqlIdentifier keyspace;

    public RowWrites(Cql cql) {
        this.cql = cql;
        this.keyspace = CqlIdentifier.fromCql(cql.settings().keyspace());
    }

    @Override
    public int bytes(BoundStatement row) {
        int bytes = ROW_OVERHEAD_BYTES;
        for (ByteBuffer value : row.getValues()) {
            bytes += value == null ? 0 : value.remaining();
        }
        return bytes;
    }

    @Override
    public Object lane(BoundStatement row) {
        CompletableFuture<CqlSession> session = cql.session().toCompletableFuture();
        ByteBuffer key = row.getRoutingKey();
        if (!session.isDone() || key == null) {
            return ANY_LANE;
        }
        return session.join()
                .getMetadata()
                .getTokenMap()
                .<Object>map(tokens -> tokens.getReplicas(keyspace, key))
                .orElse(ANY_LANE);
    }

    @Override
    public CompletionStage<?> send(List<BoundStatement> rows) {
        if (rows.size() == 1) {
            return cql.execute(rows.get(0));
        }
        BatchStatementBuilder batch = BatchStatement.builder(DefaultBatchType.UNLOGGED);
        rows.forEach(batch::addStatement);
        return cql.execute(batch.setIdempotence(true).build());
    }

    @Override
    public boolean refusedAsTooLarge(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        return cause instanceof InvalidQueryException
                && String.valueOf(cause.getMessage()).contains("too large");
    }
}
