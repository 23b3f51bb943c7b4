package parley.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.datastax.oss.driver.api.core.AllNodesFailedException;
import com.datastax.oss.driver.api.core.CqlSession;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import parley.engine.tls.TestAuthority;
import parley.engine.tls.TestAuthority.Issued;
import parley.persistence.embedded.EmbeddedCassandra;
import parley.persistence.embedded.EmbeddedCassandraOptions.ClientEncryption;
import parley.persistence.schema.Schema;

/** A real Cassandra that speaks with nobody who does not show a certificate. */
class StoreTlsCassandraIT {

    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    @TempDir
    static Path folder;

    private static TestAuthority authority;
    private static Issued node;
    private static EmbeddedCassandra cassandra;

    @BeforeAll
    static void start() throws Exception {
        authority = TestAuthority.in(folder.resolve("authority"));
        node = authority.issue("node", "dns:node");
        Issued shown = authority.issue("cassandra", "dns:localhost,ip:127.0.0.1");
        cassandra = EmbeddedCassandra.start(TestCassandra.options(TestCassandra.temporaryDirectory())
                .encrypted(
                        new ClientEncryption(shown.keyStore(), authority.trustStore(), TestAuthority.PASSWORD, true)));
    }

    @AfterAll
    static void stop() {
        if (cassandra != null) {
            cassandra.kill();
        }
    }

    @Test
    void keepsWhatATrustedNodeWrites() throws Exception {
        PersistenceSettings settings = settings(trusting(authority) + showing(node));

        assertThat(isAnswered(settings)).isTrue();
        Schema.update(settings);
        try (CqlSession session =
                CassandraSession.open(settings).toCompletableFuture().join()) {
            session.execute("INSERT INTO parley.schema_lock (name, holder) VALUES ('tls', 'spoken')");
            assertThat(session.execute("SELECT holder FROM parley.schema_lock WHERE name = 'tls'")
                            .one()
                            .getString("holder"))
                    .isEqualTo("spoken");
        }
    }

    @Test
    void refusesWhoShowsNothing() {
        PersistenceSettings settings = settings(trusting(authority));

        // As a node that starts asks until it is answered: with TLS 1.3 the refusal may be lost with the connection.
        Awaitility.await()
                .untilAsserted(() -> assertThatThrownBy(() -> isAnswered(settings))
                        .isInstanceOf(StoreNotTrusted.class)
                        .hasMessageContaining("certificate"));
        assertThatThrownBy(() -> CassandraSession.openForSchema(settings, TIMEOUT))
                .isInstanceOf(AllNodesFailedException.class);
    }

    @Test
    void isRefusedByWhoTrustsSomebodyElse() throws IOException {
        PersistenceSettings settings = settings(trusting(TestAuthority.in(folder.resolve("other"))) + showing(node));

        assertThatThrownBy(() -> isAnswered(settings))
                .isInstanceOf(StoreNotTrusted.class)
                .hasMessageContaining("unable to find valid certification path");
        assertThatThrownBy(() -> CassandraSession.openForSchema(settings, TIMEOUT))
                .isInstanceOf(AllNodesFailedException.class)
                .hasStackTraceContaining("unable to find valid certification path");
    }

    @Test
    void refusesPlainText() {
        assertThatThrownBy(() -> CassandraSession.openForSchema(settings(""), TIMEOUT))
                .isInstanceOf(AllNodesFailedException.class);
    }

    private static boolean isAnswered(PersistenceSettings settings) {
        return new StoreHandshake(settings, TIMEOUT)
                .isAnswered(InetSocketAddress.createUnresolved(
                        "127.0.0.1", cassandra.contactPoint().getPort()));
    }

    private static String trusting(TestAuthority trusted) {
        return "parley.persistence.tls { enabled = on, authorities = \"" + trusted.authorities() + "\" }\n";
    }

    private static String showing(Issued issued) {
        return "parley.persistence.tls { certificate = \"" + issued.certificate() + "\", key = \"" + issued.key()
                + "\" }\n";
    }

    private static PersistenceSettings settings(String tls) {
        return PersistenceSettings.from(ConfigFactory.parseString(tls)
                .withFallback(TestCassandra.config(cassandra.contactPoint().getPort(), "parley")));
    }
}
