package parley.persistence.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.Row;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import parley.persistence.CassandraExtension;
import parley.persistence.CassandraSession;
import parley.persistence.PersistenceSettings;
import parley.persistence.TestCassandra;

class SchemaCassandraIT {

    @RegisterExtension
    static final CassandraExtension CASSANDRA = new CassandraExtension();

    @Test
    void runnersThatRaceApplyEachVersionOnce() throws Exception {
        PersistenceSettings settings = TestCassandra.shared().settings("racing");
        ExecutorService runners = Executors.newFixedThreadPool(4);
        try {
            List<CompletableFuture<Void>> all = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                all.add(CompletableFuture.runAsync(() -> update(settings), runners));
            }
            CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)).join();
        } finally {
            runners.shutdown();
        }

        List<Row> versions = CASSANDRA
                .session()
                .execute("SELECT version FROM racing.schema_version WHERE component = 'parley'")
                .all();
        assertThat(versions)
                .extracting(row -> row.getInt("version"))
                .containsExactlyElementsOf(
                        Schema.released().stream().map(SchemaVersion::version).toList());
    }

    @Test
    void whoLooksWhileAnotherCreatesTheTablesIsToldThatThereIsWorkToDo() throws Exception {
        List<SchemaVersion> one =
                List.of(SchemaVersion.parse("V001__a.cql", "CREATE TABLE IF NOT EXISTS a (k int PRIMARY KEY);"));
        PersistenceSettings first = TestCassandra.shared().settings("looked0");
        try (CqlSession creating = CassandraSession.openForSchema(first, Duration.ofSeconds(10));
                CqlSession looking = CassandraSession.openForSchema(first, Duration.ofSeconds(10))) {
            for (int round = 0; round < 5; round++) {
                PersistenceSettings settings = TestCassandra.shared().settings("looked" + round);
                CompletableFuture<Void> created =
                        CompletableFuture.runAsync(() -> update(new Schema(creating, settings, one)));
                Schema onlooker = new Schema(looking, settings, one);
                boolean upToDate = false;
                while (!upToDate && !created.isCompletedExceptionally()) {
                    upToDate = onlooker.isUpToDate();
                }
                created.join();
                assertThat(onlooker.isUpToDate()).isTrue();
            }
        }
    }

    @Test
    void goesOnWhereARunnerDied() throws Exception {
        PersistenceSettings settings = TestCassandra.shared().settings("resumed");
        List<SchemaVersion> released = Schema.released();
        SchemaVersion first = released.get(0);
        SchemaVersion halfDone = new SchemaVersion(
                first.version(), first.file(), first.statements().subList(0, 1), "never recorded");
        try (CqlSession session = CassandraSession.openForSchema(settings, Duration.ofSeconds(10))) {
            new Schema(session, settings, List.of(halfDone)).update();
            session.execute("TRUNCATE resumed.schema_version");

            new Schema(session, settings, released).update();

            assertThat(session.execute("SELECT * FROM resumed.snapshots").all()).isEmpty();
        }
    }

    @Test
    void refusesASchemaThatIsTooNew() throws Exception {
        PersistenceSettings settings = TestCassandra.shared().settings("newer");
        List<SchemaVersion> released = Schema.released();
        try (CqlSession session = CassandraSession.openForSchema(settings, Duration.ofSeconds(10))) {
            new Schema(session, settings, released.subList(0, 2)).update();

            Schema older = new Schema(session, settings, released.subList(0, 1));

            assertThatThrownBy(older::update)
                    .isInstanceOf(SchemaTooNew.class)
                    .hasMessageContaining("version 2 (expected: at most 1)");
        }
    }

    @Test
    void noticesAReleasedFileThatWasEdited() throws Exception {
        PersistenceSettings settings = TestCassandra.shared().settings("edited");
        SchemaVersion original =
                SchemaVersion.parse("V001__a.cql", "CREATE TABLE IF NOT EXISTS a (k int PRIMARY KEY);");
        SchemaVersion edited = SchemaVersion.parse("V001__a.cql", "CREATE TABLE IF NOT EXISTS a (k text PRIMARY KEY);");
        try (CqlSession session = CassandraSession.openForSchema(settings, Duration.ofSeconds(10))) {
            new Schema(session, settings, List.of(original)).update();

            assertThatThrownBy(() -> new Schema(session, settings, List.of(edited)).update())
                    .isInstanceOf(SchemaException.class)
                    .hasMessageContaining("V001__a.cql");
        }
    }

    private static void update(PersistenceSettings settings) {
        try {
            Schema.update(settings);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void update(Schema schema) {
        try {
            schema.update();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
