package parley.loadtests.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class WireClientConnectionTest {

    private final ScriptedServer server = new ScriptedServer();
    private final ScriptedServer otherServer = new ScriptedServer();
    private final Heard heard = new Heard();
    private final TestClients clients = new TestClients("backoff-first = 200ms");

    @AfterEach
    void close() {
        clients.close();
        server.close();
        otherServer.close();
    }

    @Test
    void saysHelloWithWhatItHasWhenItComesBack() throws Exception {
        WireClient ann = clients.connecting(heard, server);
        Peer peer = server.acceptAndGreet();
        peer.push("g_1", 1, 2);
        TestClients.await(ann.reached("g_1", 2));

        peer.cut();
        JsonNode hello = server.accept().expect("hello");

        assertThat(hello.path("token").asText()).isEqualTo("a1");
        assertThat(hello.path("chats").toString()).isEqualTo("[{\"chat\":\"g_1\",\"seq\":2}]");
        assertThat(hello.path("digest")).hasSize(16);
        assertThat(heard.closeCodes).containsExactly(1006);
    }

    @Test
    void pullsTheRestOfAChatThatIsProven() throws Exception {
        WireClient ann = clients.connecting(heard, server);
        Peer peer = server.acceptAndGreet();
        peer.push("g_1", 1, 2);
        TestClients.await(ann.reached("g_1", 2));

        peer.cut();
        Peer next = server.accept();
        next.greet("[{'chat':'g_1','seq':4,'n':4,'continuity':'proven'}]", "[]");
        JsonNode sync = next.expectAny("sync");
        next.reply(sync, "page", "'chat':'g_1','entries':" + Peer.messages(3, 4) + ",'seq':4,'n':4,'end':true");

        TestClients.await(ann.reached("g_1", 4));
        assertThat(sync.path("after").asLong()).isEqualTo(2);
        assertThat(heard.seqs).containsExactly(1L, 2L, 3L, 4L);
    }

    @Test
    void forgetsEverythingAndComesAgainWhenTheServerWasRestored() throws Exception {
        WireClient ann = clients.connecting(heard, server);
        Peer peer = server.accept().of("first");
        peer.greet("[]", "[]");
        peer.push("g_1", 1, 2);
        TestClients.await(ann.reached("g_1", 2));

        peer.cut();
        server.accept().of("second").greet("[{'chat':'g_1','seq':4,'n':4,'continuity':'proven'}]", "[]");
        Peer again = server.accept().of("second");
        JsonNode hello = again.greet("[{'chat':'g_1','seq':1,'n':1,'continuity':'proven'}]", "[]");
        JsonNode sync = again.expectAny("sync");
        again.reply(sync, "page", "'chat':'g_1','entries':" + Peer.messages(1, 1) + ",'seq':1,'n':1,'end':true");
        again.push("g_1", 2, 2);
        TestClients.await(ann.reached("g_1", 2));

        assertThat(hello.path("chats").toString()).isEqualTo("[{\"chat\":\"g_1\",\"seq\":0}]");
        assertThat(hello.has("digest")).isFalse();
        assertThat(sync.path("after").asLong()).isZero();
        assertThat(heard.restarts).containsExactly(0L);
        assertThat(heard.seqs).containsExactly(1L, 2L, 1L, 2L);
    }

    @Test
    void goesOnWithTheNewestPageOfAChatThatIsTooLong() throws Exception {
        WireClient ann = clients.connecting(heard, server);
        Peer peer = server.acceptAndGreet();
        peer.push("g_1", 1, 2);
        TestClients.await(ann.reached("g_1", 2));

        peer.cut();
        Peer next = server.accept();
        next.greet("[{'chat':'g_1','seq':900,'n':900,'continuity':'too_long'}]", "[]");
        JsonNode history = next.expectAny("history");
        next.reply(
                history,
                "page",
                "'chat':'g_1','entries':" + Peer.messages(898, 900) + ",'seq':900,'n':900,'end':false");

        TestClients.await(ann.reached("g_1", 900));
        assertThat(history.has("before")).isFalse();
        assertThat(heard.restarts).containsExactly(897L);
        assertThat(heard.seqs).containsExactly(1L, 2L, 898L, 899L, 900L);
    }

    @Test
    void dropsAllItHasOfAChatThatIsReset() throws Exception {
        WireClient ann = clients.connecting(heard, server);
        Peer peer = server.acceptAndGreet();
        peer.push("g_1", 1, 8);
        TestClients.await(ann.reached("g_1", 8));

        peer.cut();
        Peer next = server.accept();
        next.greet("[{'chat':'g_1','seq':2,'n':2,'continuity':'reset'}]", "[]");
        JsonNode sync = next.expectAny("sync");
        next.reply(sync, "page", "'chat':'g_1','entries':" + Peer.messages(1, 2) + ",'seq':2,'n':2,'end':true");

        TestClients.await(ann.reached("g_1", 2));
        assertThat(sync.path("after").asLong()).isZero();
        assertThat(TestClients.await(ann.log("g_1"))).extracting(Entry::seq).containsExactly(1L, 2L);
    }

    @Test
    void saysNothingButHelloBeforeItsWelcome() throws Exception {
        WireClient ann = clients.connecting(heard, server);
        Peer peer = server.accept();
        JsonNode hello = peer.expect("hello");

        ann.typing("g_1", true);
        ann.send("g_1", "Good morrow");
        peer.expectNothingFor(Duration.ofMillis(200));
        peer.welcome(hello, "[]", "[]", 25_000);

        peer.expect("send");
    }

    @Test
    void goesToTheNextNodeWhenOneDies() throws Exception {
        WireClient ann = clients.connecting(heard, server, otherServer);
        server.acceptAndGreet();
        TestClients.await(ann.connect());

        server.close();
        otherServer.acceptAndGreet();

        assertThat(heard.closeCodes).containsExactly(1006);
    }

    /** The JDK's own WebSocket missed one in twenty of these ends. */
    @Test
    void hearsOfEveryEndThatComesRightBehindAFrame() throws Exception {
        try (TestClients hasty = new TestClients("backoff-first = 1ms\n backoff-max = 1ms")) {
            hasty.connecting(heard, server);
            for (int i = 1; i <= 100; i++) {
                Peer peer = server.acceptAndGreet();
                peer.push("g_1", i, i);
                peer.cut();
            }

            server.acceptAndGreet();
        }
    }

    @Test
    void comesBackWhenNothingIsHeardForTwoAndAHalfHeartbeats() throws Exception {
        clients.connecting(heard, server);
        server.accept().greet("[]", "[]", 100);

        server.accept().expect("hello");

        assertThat(heard.closeCodes).containsExactly(1006);
    }

    @Test
    void comesBackWhenAnAnswerIsLateAndNothingAtAllIsHeard() throws Exception {
        try (TestClients hasty =
                new TestClients("backoff-first = 50ms\n request-timeout = 300ms\n probe-timeout = 300ms")) {
            WireClient ann = hasty.connecting(heard, server);
            Peer peer = server.acceptAndGreet();

            CompletionStage<Answers.Ack> sending = ann.send("g_1", "Good morrow");
            JsonNode first = peer.expect("send");
            Peer next = server.acceptAndGreet();
            JsonNode again = next.expect("send");
            next.ack(again, 1);

            assertThat(TestClients.await(sending).key())
                    .isEqualTo(first.path("key").asText());
            assertThat(heard.closeCodes).containsExactly(1006);
        }
    }

    @Test
    void staysWhenAnAnswerIsLateAndTheServerStillSpeaks() throws Exception {
        try (TestClients hasty = new TestClients("request-timeout = 300ms\n probe-timeout = 5s")) {
            WireClient ann = hasty.connecting(heard, server);
            Peer peer = server.acceptAndGreet();

            CompletionStage<Answers.Ack> sending = ann.send("g_1", "Good morrow");
            JsonNode probe = peer.expectAny("ping");
            peer.reply(probe, "pong", "'serverTime':1");
            peer.ack(peer.expectAny("send"), 1);

            assertThat(TestClients.await(sending).seq()).isEqualTo(1);
            assertThat(heard.closeCodes).isEmpty();
        }
    }

    @Test
    void saysSomethingInEveryHeartbeat() throws Exception {
        clients.connecting(heard, server);
        Peer peer = server.accept();
        peer.greet("[]", "[]", 200);

        peer.expectAny("ping");
        peer.send("{'type':'heartbeat','serverTime':1,'positions':[]}");
        peer.expectAny("ping");
    }

    @Test
    void endsWhenItsDeviceIsRevokedAndFailsWhatIsOpen() throws Exception {
        WireClient ann = clients.connecting(heard, server);
        Peer peer = server.acceptAndGreet();
        CompletionStage<Answers.Ack> sending = ann.send("g_1", "Good morrow");
        peer.expect("send");

        peer.close(4003);

        assertThatThrownBy(() -> TestClients.await(sending))
                .isInstanceOfSatisfying(
                        WireException.class, e -> assertThat(e.code()).isEqualTo("ended"));
        assertThat(heard.endCodes).containsExactly(4003);
        assertThatThrownBy(() -> TestClients.await(ann.send("g_1", "again")))
                .isInstanceOfSatisfying(
                        WireException.class, e -> assertThat(e.code()).isEqualTo("ended"));
    }

    @Test
    void getsAFreshTokenWhenItsTokenIsRefused() throws Exception {
        server.answering(request ->
                request.path().equals("/v1/sessions/refresh") && request.body().contains("r1")
                        ? new ScriptedServer.Response(200, session("a2"))
                        : new ScriptedServer.Response(404, "{\"code\":\"not_found\"}"));
        clients.connecting(heard, server);
        server.accept().close(4001);

        JsonNode hello = server.accept().expect("hello");

        assertThat(hello.path("token").asText()).isEqualTo("a2");
    }

    @Test
    void endsWhenTheRefreshTokenIsRefusedToo() throws Exception {
        server.answering(
                request -> new ScriptedServer.Response(401, "{\"code\":\"unauthenticated\",\"message\":\"m\"}"));
        WireClient ann = clients.connecting(heard, TestClients.session("a1", 1), server);

        assertThatThrownBy(() -> TestClients.await(ann.connect())).hasMessageContaining("the refresh token is refused");
        assertThat(heard.endCodes).containsExactly(4001);
    }

    @Test
    void handsInAFreshTokenOnTheLiveConnection() throws Exception {
        server.answering(request -> new ScriptedServer.Response(200, session("a2")));
        WireClient ann =
                clients.connecting(heard, TestClients.session("a1", System.currentTimeMillis() + 3_000), server);
        Peer peer = server.acceptAndGreet();
        peer.push("g_1", 1, 1);
        TestClients.await(ann.reached("g_1", 1));

        peer.expectAny("token");

        assertThat(heard.closeCodes).isEmpty();
    }

    @Test
    void triesAgainWhenNoWelcomeComes() throws Exception {
        try (TestClients hasty = new TestClients("backoff-first = 50ms\n greeting-timeout = 1500ms")) {
            hasty.connecting(heard, server);
            server.accept();

            server.accept();

            assertThat(heard.closeCodes).isNotEmpty().containsOnly(1006);
        }
    }

    private static String session(String accessToken) {
        return ("{'user':'u_ann','name':'ann','displayName':'Ann','device':'d_1','accessToken':'" + accessToken
                        + "','accessExpiresAt':" + TestClients.FAR + ",'refreshToken':'r2','refreshExpiresAt':"
                        + TestClients.FAR + "}")
                .replace('\'', '"');
    }
}
