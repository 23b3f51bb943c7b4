package parley.persistence.account;

import com.datastax.oss.driver.api.core.ConsistencyLevel;
import com.datastax.oss.driver.api.core.DriverException;
import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import parley.engine.account.StoreUnavailable;
import parley.persistence.Cql;

/** What the adapters of this package have in common. */
final class Answers {

    private Answers() {}

    /** The port's word for what the driver says when Cassandra does not answer; bugs stay what they are. */
    static <T> CompletionStage<T> of(String what, CompletionStage<T> stage) {
        return stage.exceptionallyCompose(failure -> {
            Throwable cause =
                    failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
            return CompletableFuture.failedStage(
                    cause instanceof DriverException ? new StoreUnavailable(what, cause) : cause);
        });
    }

    /** A lightweight transaction. The driver must not send it twice: the second would find what the first did. */
    static CompletionStage<AsyncResultSet> conditional(Cql cql, CompletionStage<BoundStatement> statement) {
        return statement.thenCompose(bound -> cql.execute(bound.setIdempotent(false)));
    }

    /** Sees every lightweight transaction that anybody was told of. */
    static CompletionStage<AsyncResultSet> serial(Cql cql, CompletionStage<BoundStatement> statement) {
        return statement.thenCompose(bound -> cql.execute(bound.setConsistencyLevel(ConsistencyLevel.LOCAL_SERIAL)));
    }

    /** A text cell; one that was never written is empty. */
    static String text(Row row, String column) {
        String text = row.getString(column);
        return text == null ? "" : text;
    }

    static <T> CompletionStage<Void> nothing(CompletionStage<T> stage) {
        return stage.thenAccept(ignored -> {});
    }
}
