package parley.persistence.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static parley.persistence.journal.JournalClient.group;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import parley.engine.id.ChatId;
import parley.engine.id.TenantId;
import parley.persistence.PersistenceSettings;
import parley.persistence.TestCassandra;
import parley.persistence.embedded.EmbeddedCassandra;
import parley.persistence.embedded.EmbeddedCassandraOptions;
import parley.persistence.schema.Schema;

/** A Cassandra that stalls, crashes and comes back. */
class CassandraAwayIT {

    private static final ChatId CHAT = new ChatId(TenantId.DEFAULT, "chat");

    @TempDir
    Path directory;

    @Test
    void writesAreUnknownWhileItIsAwayAndNothingAckedIsLost() throws Exception {
        EmbeddedCassandraOptions options = TestCassandra.lastingOptions(directory);
        EmbeddedCassandra first = EmbeddedCassandra.start(options);
        var config = TestCassandra.config(options.nativePort(), "parley");
        Schema.update(PersistenceSettings.from(config));
        try (JournalClient client = new JournalClient(config)) {
            assertThat(client.write(CHAT, 1, group(10, 0, "a"))).isTrue();

            signal(first, "STOP");
            assertThat(client.write(CHAT, 2, group(10, 10, "b"))).as("stalled").isFalse();
            signal(first, "CONT");
            await().atMost(Duration.ofSeconds(20))
                    .ignoreExceptions()
                    .untilAsserted(() -> assertThat(client.replay(CHAT))
                            .as("timed out, and landed when the store went on")
                            .containsExactly("1/10 a", "2/10 b"));
            assertThat(client.write(CHAT, 3, group(20, 10, "c"))).isTrue();

            first.kill();
            assertThat(client.write(CHAT, 4, group(20, 20, "d"))).as("away").isFalse();
            try (EmbeddedCassandra second = EmbeddedCassandra.start(options)) {
                await().atMost(Duration.ofSeconds(20))
                        .ignoreExceptions()
                        .untilAsserted(() -> assertThat(client.write(CHAT, 4, group(30, 20, "e")))
                                .isTrue());

                assertThat(second.isAlive()).isTrue();
                assertThat(client.replay(CHAT)).containsExactly("1/10 a", "2/10 b", "3/20 c", "4/30 e");
            }
        }
    }

    private static void signal(EmbeddedCassandra cassandra, String name) throws IOException, InterruptedException {
        int status = new ProcessBuilder("kill", "-" + name, Long.toString(cassandra.pid()))
                .start()
                .waitFor();
        assertThat(status).isZero();
    }
}
