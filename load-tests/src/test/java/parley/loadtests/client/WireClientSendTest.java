package parley.loadtests.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class WireClientSendTest {

    private final ScriptedServer server = new ScriptedServer();
    private final Heard heard = new Heard();
    private final TestClients clients = new TestClients("request-timeout = 200ms\n backoff-first = 20ms");
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
    void completesASendWithItsAck() throws Exception {
        CompletionStage<Answers.Ack> sending = ann.send("g_1", "Good morrow");

        JsonNode send = peer.expect("send");
        peer.ack(send, 7);

        assertThat(send.path("text").asText()).isEqualTo("Good morrow");
        assertThat(send.path("since").asLong()).isZero();
        assertThat(TestClients.await(sending).seq()).isEqualTo(7);
    }

    @Test
    void sendsAgainWithTheSameKeyAndSinceWhenTheAckIsLost() throws Exception {
        peer.push("g_1", 1, 3);
        TestClients.await(ann.reached("g_1", 3));
        CompletionStage<Answers.Ack> sending = ann.send("g_1", "Good morrow");

        JsonNode first = peer.expectAny("send");
        peer.push("g_1", 4, 5);
        JsonNode second = peer.expectAny("send");
        peer.ack(second, 6);

        assertThat(second.path("key")).isEqualTo(first.path("key"));
        assertThat(second.path("since").asLong())
                .isEqualTo(3)
                .isEqualTo(first.path("since").asLong());
        assertThat(second.path("id")).isNotEqualTo(first.path("id"));
        assertThat(TestClients.await(sending).seq()).isEqualTo(6);
    }

    @Test
    void takesALateAckOfAnEarlierTryAndIgnoresTheSecondOne() throws Exception {
        CompletionStage<Answers.Ack> sending = ann.send("g_1", "Good morrow");

        JsonNode first = peer.expect("send");
        JsonNode second = peer.expect("send");
        peer.ack(first, 6);
        peer.ack(second, 6);

        assertThat(TestClients.await(sending).seq()).isEqualTo(6);
        assertThat(TestClients.await(ann.chats())).isEmpty();
        assertThat(heard.violations).isEmpty();
    }

    @Test
    void waitsAsLongAsARetryableErrorAsks() throws Exception {
        CompletionStage<Answers.Ack> sending = ann.send("g_1", "Good morrow");

        JsonNode first = peer.expect("send");
        peer.reply(first, "error", "'code':'busy','message':'m','retryable':true,'retryAfterMs':600");
        peer.expectNothingFor(Duration.ofMillis(450));
        JsonNode second = peer.expect("send");
        peer.ack(second, 2);

        assertThat(second.path("key")).isEqualTo(first.path("key"));
        assertThat(TestClients.await(sending).seq()).isEqualTo(2);
    }

    @Test
    void failsASendThatIsRefused() throws Exception {
        CompletionStage<Answers.Ack> sending = ann.send("g_1", "Good morrow");

        peer.reply(peer.expect("send"), "error", "'code':'not_a_member','message':'m','retryable':false");

        assertThatThrownBy(() -> TestClients.await(sending))
                .isInstanceOfSatisfying(
                        WireException.class, e -> assertThat(e.code()).isEqualTo("not_a_member"));
    }

    @Test
    void sendsOneMessageOfAChatAfterTheOtherAndOtherChatsMeanwhile() throws Exception {
        CompletionStage<Answers.Ack> one = ann.send("g_1", "one");
        CompletionStage<Answers.Ack> two = ann.send("g_1", "two");
        CompletionStage<Answers.Ack> other = ann.send("g_2", "other");

        JsonNode first = peer.expect("send");
        JsonNode second = peer.expect("send");
        assertThat(first.path("text").asText()).isEqualTo("one");
        assertThat(second.path("text").asText()).isEqualTo("other");
        peer.ack(first, 1);
        peer.ack(second, 1);
        JsonNode third = peer.expect("send");
        assertThat(third.path("text").asText()).isEqualTo("two");
        peer.ack(third, 2);

        assertThat(TestClients.await(one).seq()).isEqualTo(1);
        assertThat(TestClients.await(other).seq()).isEqualTo(1);
        assertThat(TestClients.await(two).seq()).isEqualTo(2);
    }

    @Test
    void sendsAgainOnTheNextConnectionWithTheSameKey() throws Exception {
        CompletionStage<Answers.Ack> sending = ann.send("g_1", "Good morrow");
        JsonNode first = peer.expect("send");

        peer.cut();
        Peer next = server.acceptAndGreet();
        JsonNode second = next.expect("send");
        next.ack(second, 2);

        assertThat(second.path("key")).isEqualTo(first.path("key"));
        assertThat(TestClients.await(sending).seq()).isEqualTo(2);
    }

    @Test
    void refusesAnAckOfAnotherKey() throws Exception {
        CompletionStage<Answers.Ack> sending = ann.send("g_1", "Good morrow");

        peer.reply(peer.expect("send"), "ack", "'chat':'g_1','key':'another','seq':1,'n':1,'at':1");

        assertThatThrownBy(() -> TestClients.await(sending)).hasMessageContaining("an ack of something else");
    }

    @Test
    void reportsAReplyToNothing() throws Exception {
        peer.send("{'type':'ack','id':4711,'chat':'g_1','key':'k','seq':1,'n':1,'at':1}");
        peer.push("g_1", 1, 1);

        TestClients.await(ann.reached("g_1", 1));
        assertThat(heard.violations).hasSize(1);
    }
}
