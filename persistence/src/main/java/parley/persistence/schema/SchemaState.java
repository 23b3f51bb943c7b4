package parley.persistence.schema;

import com.datastax.oss.driver.api.core.ConsistencyLevel;
import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import java.time.Duration;
import java.time.Instant;
import parley.persistence.CassandraSession;
import parley.persistence.PersistenceSettings;

/**
 * What a keyspace is like, for those who only look.
 *
 * @param version the newest change that was applied; 0 where there are no tables
 * @param leases rows of nodes that were alive lately
 * @param ahead how far Cassandra's clock is before ours
 */
public record SchemaState(int version, int leases, Duration ahead) {

    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final int LEASES_SINCE = 5;

    /** The version that this software brings a keyspace to. */
    public static int newest() {
        return Schema.FILES.size();
    }

    /** Blocks. Fails with the driver's exceptions when Cassandra is away. */
    public static SchemaState read(PersistenceSettings settings) {
        try (CqlSession session = CassandraSession.openForSchema(settings, TIMEOUT)) {
            boolean made = session.execute(SimpleStatement.newInstance(
                                    "SELECT table_name FROM system_schema.tables WHERE keyspace_name = ? AND table_name ="
                                            + " 'schema_version'",
                                    settings.keyspace()))
                            .one()
                    != null;
            int version = made ? version(session, settings) : 0;
            int leases = version < LEASES_SINCE
                    ? 0
                    : session.execute(lookOnly("SELECT node FROM " + settings.table("node_leases")))
                            .all()
                            .size();
            return new SchemaState(version, leases, ahead(session));
        }
    }

    /** As if its clock was read in the middle of the time that the question took. */
    private static Duration ahead(CqlSession session) {
        Instant asked = Instant.now();
        Row row = session.execute(lookOnly("SELECT toTimestamp(now()) AS now FROM system.local"))
                .one();
        Instant there = row == null ? null : row.getInstant("now");
        Instant here = asked.plus(Duration.between(asked, Instant.now()).dividedBy(2));
        return there == null ? Duration.ZERO : Duration.between(here, there);
    }

    private static int version(CqlSession session, PersistenceSettings settings) {
        return session
                .execute(lookOnly(
                        "SELECT version FROM " + settings.table("schema_version") + " WHERE component = 'parley'"))
                .all()
                .stream()
                .mapToInt(row -> row.getInt("version"))
                .max()
                .orElse(0);
    }

    /** One replica is enough for somebody who only looks, and there may be no more. */
    private static SimpleStatement lookOnly(String query) {
        return SimpleStatement.newInstance(query).setConsistencyLevel(ConsistencyLevel.LOCAL_ONE);
    }
}
