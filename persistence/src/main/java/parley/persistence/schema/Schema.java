package parley.persistence.schema;

import com.datastax.oss.driver.api.core.AllNodesFailedException;
import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import com.datastax.oss.driver.api.core.servererrors.InvalidQueryException;
import com.datastax.oss.driver.api.core.servererrors.ServerError;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import parley.persistence.CassandraSession;
import parley.persistence.PersistenceSettings;

/**
 * Brings a keyspace to the version that this software needs: creates what is missing, one runner at a time, and goes on where
 * a runner that died has stopped. Changes only add, so nodes of the version before keep running.
 */
public final class Schema {

    /** In order. A file is never edited once released; its checksum is stored. */
    static final List<String> FILES = List.of(
            "V001__journal.cql",
            "V002__inbox.cql",
            "V003__shard_tokens.cql",
            "V004__accounts.cql",
            "V005__node_leases.cql",
            "V006__open_rows.cql",
            "V007__write_ahead.cql");

    private static final Logger log = LoggerFactory.getLogger(Schema.class);
    private static final Duration STATEMENT_TIMEOUT = Duration.ofSeconds(20);

    private final CqlSession session;
    private final PersistenceSettings settings;
    private final List<SchemaVersion> versions;

    Schema(CqlSession session, PersistenceSettings settings, List<SchemaVersion> versions) {
        this.session = session;
        this.settings = settings;
        this.versions = versions;
    }

    /**
     * Blocks until the keyspace is up to date: one read when it already is, about a second when it is created.
     *
     * @throws SchemaTooNew if a newer version of this software has changed it
     * @throws SchemaException if a released file was edited, other runners hold the lock for too long, or Cassandra does not agree
     * @throws com.datastax.oss.driver.api.core.DriverException if Cassandra is away
     */
    public static void update(PersistenceSettings settings) throws InterruptedException {
        try (CqlSession session = CassandraSession.openForSchema(settings, STATEMENT_TIMEOUT)) {
            new Schema(session, settings, released()).update();
        }
    }

    static List<SchemaVersion> released() {
        return FILES.stream().map(SchemaVersion::load).toList();
    }

    void update() throws InterruptedException {
        if (isUpToDate()) {
            return;
        }
        createOwnTables();
        SchemaLock lock = new SchemaLock(session, settings.table("schema_lock"));
        lock.acquire();
        try {
            for (SchemaVersion version : pending()) {
                apply(version, lock);
            }
        } finally {
            lock.release();
        }
    }

    /**
     * Asks for what was applied and not whether there is a table of it: while another runner creates that, Cassandra lists it
     * a moment before it can be read.
     */
    boolean isUpToDate() {
        try {
            return pending().isEmpty();
        } catch (InvalidQueryException e) {
            return false;
        } catch (AllNodesFailedException e) {
            if (knowsButCannotReadYet(e)) {
                return false;
            }
            throw e;
        }
    }

    /** In that moment a node has the table's definition, accepts the question, and fails for want of its store. */
    private static boolean knowsButCannotReadYet(AllNodesFailedException failure) {
        return failure.getAllErrors().values().stream()
                .flatMap(List::stream)
                .anyMatch(error -> error instanceof ServerError);
    }

    private void createOwnTables() {
        session.execute("CREATE KEYSPACE IF NOT EXISTS " + settings.keyspace() + " WITH replication = "
                + settings.replication());
        session.execute("CREATE TABLE IF NOT EXISTS " + settings.table("schema_lock")
                + " (name text PRIMARY KEY, holder text)" + withFixedId("schema_lock"));
        session.execute("CREATE TABLE IF NOT EXISTS " + settings.table("schema_version")
                + " (component text, version int, file text, checksum text, PRIMARY KEY (component, version))"
                + withFixedId("schema_version"));
        // What is there already is answered without a wait, also by a node that is the first to know it.
        if (!session.checkSchemaAgreement()) {
            throw new SchemaException("schema of keyspace " + settings.keyspace()
                    + ": the nodes of Cassandra do not agree on it (expected: within ten seconds)");
        }
    }

    /** Nodes that create the same table at the same time, before there is a lock to take, create one table. */
    private String withFixedId(String table) {
        byte[] name = settings.table(table).getBytes(StandardCharsets.UTF_8);
        return " WITH id = " + UUID.nameUUIDFromBytes(name);
    }

    private List<SchemaVersion> pending() {
        Map<Integer, String> checksums = new HashMap<>();
        for (Row row : session.execute(
                "SELECT version, checksum FROM " + settings.table("schema_version") + " WHERE component = 'parley'")) {
            checksums.put(row.getInt("version"), String.valueOf(row.getString("checksum")));
        }
        requireKnown(checksums);
        return versions.stream()
                .filter(version -> !checksums.containsKey(version.version()))
                .toList();
    }

    private void requireKnown(Map<Integer, String> checksums) {
        int newest = versions.get(versions.size() - 1).version();
        int found =
                checksums.keySet().stream().mapToInt(Integer::intValue).max().orElse(0);
        if (found > newest) {
            throw new SchemaTooNew(settings.keyspace(), found, newest);
        }
        for (SchemaVersion version : versions) {
            String stored = checksums.get(version.version());
            if (stored != null && !stored.equals(version.checksum())) {
                throw new SchemaException("schema of keyspace " + settings.keyspace() + ": " + version.file()
                        + " is not what was applied (expected: released files are never edited)");
            }
        }
    }

    private void apply(SchemaVersion version, SchemaLock lock) {
        for (String statement : version.statements()) {
            lock.renew();
            session.execute(qualified(statement));
        }
        session.execute(SimpleStatement.newInstance(
                "INSERT INTO " + settings.table("schema_version")
                        + " (component, version, file, checksum) VALUES ('parley', ?, ?, ?)",
                version.version(),
                version.file(),
                version.checksum()));
        log.info(
                "schema changed keyspace={} version={} file={}",
                settings.keyspace(),
                version.version(),
                version.file());
    }

    /** Files name tables without the keyspace, which is chosen by the operator. */
    private String qualified(String statement) {
        return statement.replaceFirst(
                "^(CREATE TABLE IF NOT EXISTS|ALTER TABLE) (\\w+)", "$1 " + settings.keyspace() + ".$2");
    }
}
