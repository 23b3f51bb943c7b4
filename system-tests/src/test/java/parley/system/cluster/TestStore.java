package parley.system.cluster;

import com.typesafe.config.ConfigFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import parley.persistence.PersistenceSettings;
import parley.persistence.embedded.EmbeddedCassandra;
import parley.persistence.embedded.EmbeddedCassandraOptions;
import parley.persistence.schema.Schema;
import parley.server.FreePorts;

/** A real Cassandra with the tables of this version, for the life of one test class. */
final class TestStore implements AutoCloseable {

    private final EmbeddedCassandra cassandra;

    private TestStore(EmbeddedCassandra cassandra) {
        this.cassandra = cassandra;
    }

    static TestStore start() throws Exception {
        Path directory = Files.createTempDirectory(Files.createDirectories(Path.of("target", "clusters")), "engine-");
        Path built = Path.of("..", "persistence", "embedded-cassandra", "target");
        EmbeddedCassandra cassandra = EmbeddedCassandra.start(EmbeddedCassandraOptions.of(
                        built.resolve("cassandra-lib"),
                        directory,
                        // That of persistence's tests, which have been: its archive fits these jars.
                        built.resolve("cache"),
                        FreePorts.one(),
                        FreePorts.one())
                .forShortLife());
        TestStore store = new TestStore(cassandra);
        Schema.update(PersistenceSettings.from(ConfigFactory.parseMap(store.settings())
                .withFallback(ConfigFactory.load("local"))
                .resolve()));
        return store;
    }

    /** Where it is, as configuration. */
    Map<String, Object> settings() {
        return Map.of(
                "parley.persistence.contact-points",
                List.of("127.0.0.1:" + cassandra.contactPoint().getPort()));
    }

    @Override
    public void close() {
        cassandra.close();
    }
}
