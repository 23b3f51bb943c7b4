package parley.loadtests.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class WireClientPositionsTest {

    private static final Duration QUIET = Duration.ofMillis(200);

    private final ScriptedServer server = new ScriptedServer();
    private final Heard heard = new Heard();
    private final TestClients clients =
            new TestClients("auto-delivered = false\n backoff-first = 20ms\n position-delay = 20ms");
    private WireClient ann;
    private Peer peer;

    @BeforeEach
    void connect() throws Exception {
        ann = clients.connecting(heard, server);
        peer = server.acceptAndGreet();
    }

    @AfterEach
    void close() {
        clients.close();
        server.close();
    }

    @Test
    void tellsAPositionWithAnIdAndNotAgainOnceItIsDone() throws Exception {
        ann.read("g_1", 4);

        JsonNode read = peer.expect("read");
        assertThat(read.path("seq").asLong()).isEqualTo(4);
        assertThat(read.path("id").asLong()).isPositive();
        peer.reply(read, "done", "'chat':'g_1'");

        peer.expectNothingFor(QUIET);
        peer.cut();
        server.acceptAndGreet().expectNothingFor(QUIET);
        assertThat(heard.violations).isEmpty();
    }

    @Test
    void tellsItAgainAfterARetryableError() throws Exception {
        ann.read("g_1", 4);

        peer.reply(peer.expect("read"), "error", "'code':'unavailable','message':'m','retryable':true");

        assertThat(peer.expect("read").path("seq").asLong()).isEqualTo(4);
    }

    @Test
    void tellsItAgainOnTheNextConnectionWhenItWasNotAnswered() throws Exception {
        ann.read("g_1", 4);
        peer.expect("read");

        peer.cut();

        assertThat(server.acceptAndGreet().expect("read").path("seq").asLong()).isEqualTo(4);
    }

    @Test
    void tellsTheNewestOfWhatCameWhileOneWasOnItsWay() throws Exception {
        ann.read("g_1", 4);
        JsonNode first = peer.expect("read");
        ann.read("g_1", 5);
        ann.read("g_1", 8);
        ann.read("g_1", 7);

        peer.expectNothingFor(QUIET);
        peer.reply(first, "done", "'chat':'g_1'");

        assertThat(peer.expect("read").path("seq").asLong()).isEqualTo(8);
    }

    @Test
    void forgetsAPositionThatIsRefused() throws Exception {
        ann.read("g_1", 4);

        peer.reply(peer.expect("read"), "error", "'code':'not_a_member','message':'m','retryable':false");

        peer.expectNothingFor(QUIET);
    }

    @Test
    void tellsAFewPositionsAtATimeUntilAllAreDone() throws Exception {
        int chats = 2 * Positions.IN_FLIGHT_MAX;
        for (int i = 0; i < chats; i++) {
            ann.read("g_" + i, 1);
        }

        Set<String> told = new HashSet<>();
        for (int round = 0; round < 2; round++) {
            JsonNode[] reads = new JsonNode[Positions.IN_FLIGHT_MAX];
            for (int i = 0; i < reads.length; i++) {
                reads[i] = peer.expect("read");
                told.add(reads[i].path("chat").asText());
            }
            peer.expectNothingFor(QUIET);
            for (JsonNode read : reads) {
                peer.reply(read, "done", "'chat':'" + read.path("chat").asText() + "'");
            }
        }

        assertThat(told).hasSize(chats);
    }
}
