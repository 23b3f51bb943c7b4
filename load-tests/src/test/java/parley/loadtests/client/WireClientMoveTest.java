package parley.loadtests.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A node asks to be left: the client is welcomed by another one first. */
final class WireClientMoveTest {

    private static final String GOAWAY = "{'type':'goaway','reconnectAfterMs':100,'reason':'draining'}";

    private final ScriptedServer server = new ScriptedServer();
    private final ScriptedServer otherServer = new ScriptedServer();
    private final Heard heard = new Heard();
    private final TestClients clients = new TestClients("backoff-first = 200ms\n backoff-max = 400ms");
    private final WireClient ann = clients.connecting(heard, server, otherServer);

    @AfterEach
    void close() {
        clients.close();
        server.close();
        otherServer.close();
    }

    @Test
    void goesOnWithTheOneUntilTheOtherWelcomesIt() throws Exception {
        Peer peer = askedToMove();
        Peer next = otherServer.accept();
        JsonNode hello = next.expect("hello");

        CompletionStage<Answers.Ack> sending = ann.send("g_1", "Good morrow");
        peer.ack(peer.expect("send"), 1);
        assertThat(TestClients.await(sending).seq()).isEqualTo(1);
        assertThat(heard.closeCodes).isEmpty();
        next.welcome(hello, "[]", "[]", 25_000);

        assertThat(peer.closesWhenOver()).containsExactly("1000 asked to move");
        ann.send("g_1", "Good night");
        next.expect("send");
        assertThat(heard.closeCodes).containsExactly(1000);
        assertThat(heard.pushes).contains("goaway");
    }

    @Test
    void asksAgainOnTheOtherForWhatTheOneHasNotAnswered() throws Exception {
        Peer peer = askedToMove();
        CompletionStage<Answers.Ack> sending = ann.send("g_1", "Good morrow");
        JsonNode first = peer.expect("send");

        Peer next = otherServer.acceptAndGreet();
        JsonNode again = next.expect("send");
        next.ack(again, 1);

        assertThat(again.path("key")).isEqualTo(first.path("key"));
        assertThat(again.path("since")).isEqualTo(first.path("since"));
        assertThat(TestClients.await(sending).seq()).isEqualTo(1);
    }

    @Test
    void showsOnceWhatComesOnBoth() throws Exception {
        Peer peer = askedToMove();
        Peer next = otherServer.accept();
        JsonNode hello = next.expect("hello");

        peer.push("g_1", 1, 2);
        TestClients.await(ann.reached("g_1", 2));
        next.welcome(hello, "[]", "[]", 25_000);
        next.push("g_1", 2, 3);
        TestClients.await(ann.reached("g_1", 3));

        assertThat(heard.seqs).containsExactly(1L, 2L, 3L);
        assertThat(heard.violations).isEmpty();
    }

    @Test
    void pullsWhatNeitherHasPushed() throws Exception {
        Peer peer = askedToMove();
        Peer next = otherServer.accept();
        JsonNode hello = next.expect("hello");
        peer.push("g_1", 1, 2);
        TestClients.await(ann.reached("g_1", 2));

        next.welcome(hello, "[{'chat':'g_1','seq':4,'n':4,'continuity':'proven'}]", "[]", 25_000);
        JsonNode sync = next.expectAny("sync");
        next.reply(sync, "page", "'chat':'g_1','entries':" + Peer.messages(3, 4) + ",'seq':4,'n':4,'end':true");
        TestClients.await(ann.reached("g_1", 4));

        assertThat(sync.path("after").asLong()).isEqualTo(2);
        assertThat(heard.seqs).containsExactly(1L, 2L, 3L, 4L);
    }

    @Test
    void staysAndTriesAgainWhenTheOtherDoesNotWelcomeIt() throws Exception {
        Peer peer = askedToMove();
        otherServer.accept().cut();

        // The node that asked is the next one again, in turn.
        JsonNode refused = server.accept().expect("hello");
        ann.send("g_1", "Good morrow");
        peer.ack(peer.expect("send"), 1);

        assertThat(refused.path("token").asText()).isEqualTo("a1");
        assertThat(heard.closeCodes).isEmpty();
    }

    @Test
    void staysWhenTheOtherSaysNothing() throws Exception {
        try (TestClients hasty = new TestClients("backoff-first = 50ms\n greeting-timeout = 1s")) {
            Heard heardToo = new Heard();
            WireClient bob = hasty.connecting(heardToo, otherServer, server);
            Peer peer = otherServer.acceptAndGreet();
            TestClients.await(bob.connect());
            server.accept();
            peer.send(GOAWAY);
            server.accept().expect("hello");

            otherServer.accept().expect("hello");
            bob.send("g_1", "Good morrow");
            peer.expect("send");

            assertThat(heardToo.closeCodes).isEmpty();
        }
    }

    @Test
    void waitsForTheOtherWhenTheOneDoesNotWait() throws Exception {
        Peer peer = askedToMove();
        Peer next = otherServer.accept();
        JsonNode hello = next.expect("hello");

        peer.cut();
        assertThat(TestClients.await(heard.firstClose)).isEqualTo(1006);
        next.welcome(hello, "[]", "[]", 25_000);

        ann.send("g_1", "Good morrow");
        next.expect("send");
        assertThat(heard.closeCodes).containsExactly(1006);
    }

    @Test
    void takesTheCloseOfItsOldestConnectionForTheEndOfTheOneThatItLeaves() throws Exception {
        Peer peer = askedToMove();
        Peer next = otherServer.accept();
        JsonNode hello = next.expect("hello");

        peer.close(4006);
        assertThat(TestClients.await(heard.firstClose)).isEqualTo(4006);
        next.welcome(hello, "[]", "[]", 25_000);

        ann.send("g_1", "Good morrow");
        next.expect("send");
        assertThat(heard.endCodes).isEmpty();
    }

    @Test
    void endsWhenItsDeviceIsRevokedMeanwhile() throws Exception {
        Peer peer = askedToMove();
        Peer next = otherServer.accept();
        next.expect("hello");

        peer.close(4003);

        assertThat(next.closesWhenOver()).containsExactly("1000 giving up");
        assertThat(TestClients.await(heard.end)).isEqualTo(4003);
    }

    @Test
    void comesBackWhenBothAreGone() throws Exception {
        Peer peer = askedToMove();
        otherServer.accept().cut();
        peer.cut();

        server.acceptAndGreet();

        assertThat(heard.closeCodes).isNotEmpty().containsOnly(1006);
    }

    @Test
    void tellsTheOtherOfATokenThatOnlyTheOneHeardOf() throws Exception {
        ScriptedServer.Response renewed = new ScriptedServer.Response(
                200,
                ("{'user':'u_ann','name':'ann','displayName':'Ann','device':'d_1','accessToken':'a2',"
                                + "'accessExpiresAt':" + TestClients.FAR + ",'refreshToken':'r2','refreshExpiresAt':"
                                + TestClients.FAR + "}")
                        .replace('\'', '"'));
        try (ScriptedServer first = new ScriptedServer().answering(request -> renewed);
                ScriptedServer second = new ScriptedServer();
                TestClients more = new TestClients("")) {
            more.connecting(new Heard(), TestClients.session("a1", System.currentTimeMillis() + 5_000), first, second);
            Peer peer = first.accept();
            peer.greet("[]", "[]");
            peer.send(GOAWAY);
            Peer next = second.accept();
            JsonNode hello = next.expect("hello");

            peer.reply(peer.expectAny("token"), "done", "");
            next.welcome(hello, "[]", "[]", 25_000);

            assertThat(hello.path("token").asText()).isEqualTo("a1");
            assertThat(next.expectAny("token").path("token").asText()).isEqualTo("a2");
        }
    }

    /** The client's first connection, whose node has asked it to move. */
    private Peer askedToMove() throws Exception {
        Peer peer = server.acceptAndGreet();
        TestClients.await(ann.connect());
        peer.send(GOAWAY);
        return peer;
    }
}
