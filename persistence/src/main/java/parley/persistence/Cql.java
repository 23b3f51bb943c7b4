package parley.persistence;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.cql.Statement;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Prepared statements on a session that may still be waiting for Cassandra. Failures of the store are failed stages; nothing is
 * remembered of them, so the next call tries again. Thread-safe.
 */
public final class Cql {

    private final CompletionStage<CqlSession> session;
    private final PersistenceSettings settings;
    private final StoreRequests requests = new StoreRequests();

    public Cql(CompletionStage<CqlSession> session, PersistenceSettings settings) {
        this.session = session;
        this.settings = settings;
    }

    /** A statement that is prepared at its first use; {@code %s} stands for the table with its keyspace. */
    public Prepared prepare(String cql, String table) {
        return new Prepared(cql.formatted(settings.table(table)));
    }

    public CompletionStage<AsyncResultSet> execute(Statement<?> statement) {
        long sentAt = System.nanoTime();
        return session.thenCompose(open -> open.executeAsync(statement))
                .whenComplete((rows, failure) -> requests.ended(statement, System.nanoTime() - sentAt, failure));
    }

    /** What is counted of the requests. */
    StoreRequests requests() {
        return requests;
    }

    public CompletionStage<Optional<Row>> one(Statement<?> statement) {
        return execute(statement).thenApply(rows -> Optional.ofNullable(rows.one()));
    }

    public CompletionStage<CqlSession> session() {
        return session;
    }

    public PersistenceSettings settings() {
        return settings;
    }

    /** Hands all rows over, page by page, until there is no more or {@code enough} says so. */
    public static CompletionStage<Void> forEach(AsyncResultSet page, Consumer<Row> row, BooleanSupplier enough) {
        page.currentPage().forEach(row);
        if (!page.hasMorePages() || enough.getAsBoolean()) {
            return CompletableFuture.completedFuture(null);
        }
        return page.fetchNextPage().thenCompose(next -> forEach(next, row, enough));
    }

    /** Hands all pages over, each when what was done with the one before is done. */
    public static CompletionStage<Void> forEachPage(
            AsyncResultSet page, Function<Iterable<Row>, CompletionStage<Void>> rows) {
        return rows.apply(page.currentPage())
                .thenCompose(done -> page.hasMorePages()
                        ? page.fetchNextPage().thenCompose(next -> forEachPage(next, rows))
                        : CompletableFuture.completedFuture(null));
    }

    /** Reads all rows of a statement. */
    public CompletionStage<Void> forEach(Statement<?> statement, Consumer<Row> row) {
        return execute(statement).thenCompose(page -> forEach(page, row, () -> false));
    }

    /** One statement; prepared once, and anew after a failure. */
    public final class Prepared {
        private final String text;
        private volatile @Nullable PreparedStatement prepared;

        private Prepared(String text) {
            this.text = text;
        }

        public CompletionStage<PreparedStatement> get() {
            PreparedStatement ready = prepared;
            if (ready != null) {
                return CompletableFuture.completedFuture(ready);
            }
            return session.thenCompose(open -> open.prepareAsync(text)).thenApply(done -> {
                prepared = done;
                return done;
            });
        }

        public CompletionStage<BoundStatement> bind(Object... values) {
            return get().thenApply(statement -> statement.bind(values));
        }

        public CompletionStage<AsyncResultSet> execute(Object... values) {
            return bind(values).thenCompose(Cql.this::execute);
        }

        public CompletionStage<Optional<Row>> one(Object... values) {
            return bind(values).thenCompose(Cql.this::one);
        }
    }
}
