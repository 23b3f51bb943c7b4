package parley.persistence;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ThreadLocalRandom;
import parley.persistence.embedded.EmbeddedCassandra;
import parley.persistence.embedded.EmbeddedCassandraException;
import parley.persistence.embedded.EmbeddedCassandraOptions;
import parley.persistence.schema.Schema;

/** The one Cassandra of a test JVM, with an up-to-date schema. It ends with the JVM, because it watches its standard input. */
public final class TestCassandra {

    private static TestCassandra shared;

    private final EmbeddedCassandra cassandra;

    private TestCassandra(EmbeddedCassandra cassandra) {
        this.cassandra = cassandra;
    }

    /** Starts it at the first call. An absent or broken Cassandra fails the test. */
    public static synchronized TestCassandra shared() {
        if (shared == null) {
            try {
                shared = new TestCassandra(EmbeddedCassandra.start(options(temporaryDirectory())));
                Schema.update(shared.settings());
            } catch (EmbeddedCassandraException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
        return shared;
    }

    /** Options for a short-lived Cassandra on two free ports. */
    public static EmbeddedCassandraOptions options(Path directory) {
        return lastingOptions(directory).forShortLife();
    }

    /** Options for one on two free ports that outlives a kill. */
    public static EmbeddedCassandraOptions lastingOptions(Path directory) {
        return EmbeddedCassandraOptions.of(
                Path.of(System.getProperty("parley.cassandra.lib", "embedded-cassandra/target/cassandra-lib")),
                directory,
                Path.of(System.getProperty("parley.cassandra.cache", "embedded-cassandra/target/cache")),
                freePort(),
                freePort());
    }

    public static Path temporaryDirectory() {
        try {
            Path target = Files.createDirectories(Path.of("target").toAbsolutePath());
            return Files.createTempDirectory(target, "cassandra-");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** From below the range from which the system serves outgoing connections, so that none takes it in between. */
    private static int freePort() {
        return ThreadLocalRandom.current()
                .ints(1_000, 10_000, 20_000)
                .filter(TestCassandra::isFree)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no free port"));
    }

    private static boolean isFree(int port) {
        try (ServerSocket probe = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return probe.isBound();
        } catch (IOException taken) {
            return false;
        }
    }

    public PersistenceSettings settings() {
        return settings("parley");
    }

    public PersistenceSettings settings(String keyspace) {
        return PersistenceSettings.from(config(cassandra.contactPoint().getPort(), keyspace));
    }

    /** For an actor system whose journal and snapshots are ours. */
    public Config config() {
        return config(cassandra.contactPoint().getPort(), "parley");
    }

    public static Config config(int port, String keyspace) {
        return ConfigFactory.parseString("""
                        akka.loglevel = WARNING
                        akka.persistence.journal.plugin = parley.journal
                        akka.persistence.snapshot-store.plugin = parley.snapshots
                        parley.persistence.contact-points = ["127.0.0.1:%d"]
                        parley.persistence.keyspace = "%s"
                        """.formatted(port, keyspace)).withFallback(ConfigFactory.load());
    }
}
