package parley.persistence;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import parley.persistence.write.RowWrites;
import parley.persistence.write.WriteCoalescer;

/** Gives a test class the shared Cassandra and a session of its own. */
public final class CassandraExtension implements BeforeAllCallback, AfterAllCallback {

    private CqlSession session;

    @Override
    public void beforeAll(ExtensionContext context) {
        session = CassandraSession.open(TestCassandra.shared().settings())
                .toCompletableFuture()
                .join();
    }

    @Override
    public void afterAll(ExtensionContext context) {
        if (session != null) {
            session.close();
        }
    }

    public Cql cql() {
        return new Cql(CompletableFuture.completedFuture(session), settings());
    }

    public WriteCoalescer<BoundStatement> writes() {
        return new WriteCoalescer<>(settings().inboxWrites(), new RowWrites(cql()));
    }

    public CqlSession session() {
        return session;
    }

    public PersistenceSettings settings() {
        return TestCassandra.shared().settings();
    }
}
