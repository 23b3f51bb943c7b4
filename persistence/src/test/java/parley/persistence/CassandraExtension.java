package parley.persistence;

import com.datastax.oss.driver.api.core.CqlSession;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

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
        session.close();
    }

    public CqlSession session() {
        return session;
    }

    public PersistenceSettings settings() {
        return TestCassandra.shared().settings();
    }
}
