package parley.gateway.ws;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import parley.engine.chat.ChatProtocol;
import parley.engine.client.HubProtocol;
import parley.engine.client.HubProtocol.Cause;

/** Messages that had gathered, told together. */
class FlightTest {

    private static final long ID = ConnectionFixture.ID;

    private final ConnectionFixture on = new ConnectionFixture();

    @BeforeEach
    void welcome() {
        on.welcome();
    }

    @Test
    void whatGatheredBehindAMessageIsToldTogether() {
        for (int i = 1; i <= 4; i++) {
            send(i, "g_7f", "k" + i);
        }
        assertThat(keysTogether()).containsExactly(List.of("k1"));

        accept(0, 44, false);

        assertThat(keysTogether()).containsExactly(List.of("k1"), List.of("k2", "k3", "k4"));
        send(5, "g_7f", "k5");
        accept(1, 45, false);
        accept(2, 46, false);
        assertThat(keysTogether()).as("one is not answered").hasSize(2);
        accept(3, 47, false);
        assertThat(keysTogether()).hasSize(3).endsWith(List.of("k5"));
        assertThat(on.heard()).extracting(ack -> ack.get("id").longValue()).containsExactly(1L, 2L, 3L, 4L);
    }

    @Test
    void whatIsNotAnsweredOfThemIsToldAgainInItsOrder() {
        for (int i = 1; i <= 4; i++) {
            send(i, "g_7f", "k" + i);
        }
        accept(0, 44, false);

        on.pass(Duration.ofSeconds(4));
        assertThat(keysTogether()).hasSize(3).endsWith(List.of("k2", "k3", "k4"));
        accept(4, 45, false);
        on.pass(Duration.ofSeconds(4));
        assertThat(keysTogether()).hasSize(4).endsWith(List.of("k3", "k4"));
        on.pass(Duration.ofSeconds(2));
        assertThat(keysTogether()).as("with all their tries").hasSize(5).endsWith(List.of("k3", "k4"));
        accept(8, 47, true);
        accept(7, 46, true);

        assertThat(on.heard()).extracting(ack -> ack.get("type").textValue()).containsOnly("ack");
        assertThat(on.counters.requestsGivenUp()).isZero();
    }

    @Test
    void whatStandsBehindAMessageThatIsNotDecidedYetIsToldAgainWithIt() {
        for (int i = 1; i <= 4; i++) {
            send(i, "g_7f", "k" + i);
        }
        accept(0, 44, false);

        busy(2);
        busy(3);
        on.pass(Duration.ofMillis(600));

        assertThat(keysTogether()).hasSize(3).endsWith(List.of("k2", "k3", "k4"));
    }

    @Test
    void whatStandsBeforeAMessageThatIsGivenUpIsWaitedFor() {
        for (int i = 1; i <= 4; i++) {
            send(i, "g_7f", "k" + i);
        }
        accept(0, 44, false);
        send(5, "g_7f", "k5");
        on.heard();

        for (int tries = 0; tries < 3; tries++) {
            busy(2);
            on.pass(Duration.ofMillis(600));
        }

        List<JsonNode> errors = on.heard();
        assertThat(errors).extracting(error -> error.get("id").longValue()).containsExactly(3L, 4L, 5L);
        assertThat(errors).extracting(error -> error.get("code").textValue()).containsOnly("busy");
        assertThat(on.reached("timing.request-tries")).isEqualTo(1);
        accept(1, 45, false);
        assertThat(on.heardOne().get("id").longValue()).isEqualTo(2);
        send(6, "g_7f", "k6");
        assertThat(on.engine
                        .executed()
                        .get(on.engine.executed().size() - 1)
                        .command()
                        .key()
                        .value())
                .isEqualTo("k6");
    }

    @Test
    void messagesAreToldTogetherUpToTheLengthOfTheirTexts() {
        ConnectionFixture narrow = new ConnectionFixture("traffic.flight-chars-max = 25", null);
        narrow.welcome();
        for (int i = 1; i <= 5; i++) {
            narrow.say(
                    "{'type':'send','id':" + i + ",'chat':'g_7f','key':'k" + i + "','since':43,'text':'Good morrow'}");
        }
        ChatProtocol.Execute first =
                narrow.engine.toChats(ChatProtocol.Execute.class).get(0);

        narrow.connection.onReply(
                new HubProtocol.Accepted(ID, first.replyTo().request(), 44, 41, 1_790_000_000_000L, false));

        assertThat(narrow.engine.toChats(ChatProtocol.ExecuteInOrder.class))
                .singleElement()
                .satisfies(all -> assertThat(all.commands()).hasSize(2));
    }

    @Test
    void otherCommandsGoAlone() {
        send(1, "g_7f", "k1");
        send(2, "g_7f", "k2");
        on.say("{'type':'rename','id':3,'chat':'g_7f','key':'k3','title':'Mantua'}");
        send(4, "g_7f", "k4");

        for (int i = 0; i < 4; i++) {
            accept(i, 44 + i, false);
        }

        assertThat(keysTogether()).containsExactly(List.of("k1"), List.of("k2"), List.of("k3"), List.of("k4"));
    }

    private void send(long id, String chat, String key) {
        on.say("{'type':'send','id':" + id + ",'chat':'" + chat + "','key':'" + key
                + "','since':43,'text':'Good morrow'}");
    }

    /** Those that each message to a chat had. */
    private List<List<String>> keysTogether() {
        return on.engine.chats.stream()
                .map(told -> FakeEngine.executes(told.message()).stream()
                        .map(execute -> execute.command().key().value())
                        .toList())
                .toList();
    }

    private long request(int index) {
        return on.engine.executed().get(index).replyTo().request();
    }

    private void busy(int index) {
        on.connection.onReply(new HubProtocol.Unavailable(ID, request(index), Cause.BUSY, 500));
    }

    private void accept(int index, long seq, boolean duplicate) {
        on.connection.onReply(
                new HubProtocol.Accepted(ID, request(index), seq, seq - 3, 1_790_000_000_000L, duplicate));
    }
}
