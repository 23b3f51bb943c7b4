package parley.loadtests.chaos;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.DriverException;
import com.datastax.oss.driver.api.core.config.DefaultDriverOption;
import com.datastax.oss.driver.api.core.config.DriverConfigLoader;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The database as somebody sees it who is not Parley: can it be written, and what can be done to what Parley has in it. */
final class StoreProbe implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(StoreProbe.class);
    private static final Duration TIMEOUT = Duration.ofMillis(1500);
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    static final String KEYSPACE = "parley";
    static final String DATACENTER = "datacenter1";

    private static final String PROBE = "CREATE KEYSPACE IF NOT EXISTS chaos_probe WITH replication ="
            + " {'class': 'NetworkTopologyStrategy', 'datacenter1': 1}";

    private final CqlSession session;

    StoreProbe(InetSocketAddress contactPoint) {
        session = CqlSession.builder()
                .addContactPoint(contactPoint)
                .withLocalDatacenter(DATACENTER)
                .withConfigLoader(DriverConfigLoader.programmaticBuilder()
                        .withDuration(DefaultDriverOption.REQUEST_TIMEOUT, TIMEOUT)
                        .withDuration(DefaultDriverOption.CONNECTION_INIT_QUERY_TIMEOUT, PATIENCE)
                        .withDuration(DefaultDriverOption.RECONNECTION_BASE_DELAY, Duration.ofMillis(100))
                        .withDuration(DefaultDriverOption.RECONNECTION_MAX_DELAY, Duration.ofMillis(300))
                        .build())
                .build();
        slowly(PROBE);
        slowly("CREATE TABLE IF NOT EXISTS chaos_probe.writes (id int PRIMARY KEY, at bigint)");
    }

    /** Whether a row can be written now. */
    boolean canWrite() {
        try {
            session.execute("INSERT INTO chaos_probe.writes (id, at) VALUES (1, " + System.nanoTime() + ")");
            return true;
        } catch (DriverException e) {
            log.debug("no write reason={}", e.toString());
            return false;
        }
    }

    void deleteSnapshots() {
        slowly("TRUNCATE " + KEYSPACE + ".snapshots");
    }

    /** Overwrites the body of every snapshot. */
    void spoilSnapshots() {
        SimpleStatement all = SimpleStatement.newInstance("SELECT chat, seq, epoch FROM " + KEYSPACE + ".snapshots")
                .setTimeout(PATIENCE);
        for (Row row : session.execute(all)) {
            session.execute(SimpleStatement.newInstance(
                            "UPDATE " + KEYSPACE + ".snapshots SET body = ? WHERE chat = ? AND seq = ? AND epoch = ?",
                            ByteBuffer.wrap(new byte[] {1, 2, 3}),
                            row.getString("chat"),
                            row.getLong("seq"),
                            row.getLong("epoch"))
                    .setTimeout(PATIENCE));
        }
    }

    private void slowly(String statement) {
        session.execute(SimpleStatement.newInstance(statement).setTimeout(PATIENCE));
    }

    @Override
    public void close() {
        session.close();
    }
}
