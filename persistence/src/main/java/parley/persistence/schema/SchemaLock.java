package parley.persistence.schema;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.ResultSet;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import java.time.Duration;
import java.util.UUID;

/** One runner at a time: a row that expires, so that a runner that died is waited for, not asked for. */
final class SchemaLock {

    /** A runner renews before each statement, and no statement may take as long. */
    static final Duration TERM = Duration.ofSeconds(30);

    private static final Duration WAIT_MAX = Duration.ofSeconds(90);
    private static final Duration RETRY = Duration.ofMillis(200);

    private final CqlSession session;
    private final String table;
    private final String holder = UUID.randomUUID().toString();

    SchemaLock(CqlSession session, String table) {
        this.session = session;
        this.table = table;
    }

    /** @throws SchemaException if others hold it for too long */
    void acquire() throws InterruptedException {
        long deadlineNs = System.nanoTime() + WAIT_MAX.toNanos();
        while (!applied("INSERT INTO " + table + " (name, holder) VALUES ('schema', ?) IF NOT EXISTS USING TTL "
                + TERM.toSeconds())) {
            if (System.nanoTime() - deadlineNs > 0) {
                throw new SchemaException("schema lock " + table + ": held by others for " + WAIT_MAX);
            }
            Thread.sleep(RETRY.toMillis());
        }
    }

    /** @throws SchemaException if the term ran out and somebody else may be at work */
    void renew() {
        if (!applied("UPDATE " + table + " USING TTL " + TERM.toSeconds()
                + " SET holder = ? WHERE name = 'schema' IF holder = '" + holder + "'")) {
            throw new SchemaException("schema lock " + table + ": lost");
        }
    }

    void release() {
        applied("DELETE FROM " + table + " WHERE name = 'schema' IF holder = ?");
    }

    private boolean applied(String conditional) {
        ResultSet result = session.execute(SimpleStatement.builder(conditional)
                .addPositionalValue(holder)
                .setIdempotence(false)
                .build());
        return result.wasApplied();
    }
}
