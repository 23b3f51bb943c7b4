package parley.gateway.ws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import parley.engine.chat.ChatProtocol;
import parley.engine.client.HubProtocol;
import parley.engine.id.DeviceId;
import parley.engine.session.SessionProtocol;

class WebSocketServerTest {

    private static final String RECEIPT =
            "{\"type\":\"receipt\",\"chat\":\"g_7f\",\"user\":\"u_bob\",\"delivered\":%d,\"read\":0}";

    @Test
    void talksToAClientOfAnotherMake() throws Exception {
        try (SocketFixture fixture = new SocketFixture("")) {
            BlockingQueue<String> heard = new LinkedBlockingQueue<>();
            WebSocket client = HttpClient.newHttpClient()
                    .newWebSocketBuilder()
                    .buildAsync(
                            URI.create("ws://127.0.0.1:" + fixture.address.getPort() + "/v1/socket"), listener(heard))
                    .get(10, TimeUnit.SECONDS);

            client.sendText("{\"type\":\"hello\",\"id\":1,\"version\":1,\"token\":\"u_ann.d_1\"}", true)
                    .get(10, TimeUnit.SECONDS);
            assertThat(heard.poll(10, TimeUnit.SECONDS)).startsWith("{\"type\":\"welcome\"");
            assertThat(heard.poll(10, TimeUnit.SECONDS)).isEqualTo("{\"type\":\"synced\"}");
            client.sendText(
                            "{\"type\":\"send\",\"id\":2,\"chat\":\"g_7f\",\"key\":\"k1\",\"since\":0,\"text\":\"hi\"}",
                            true)
                    .get(10, TimeUnit.SECONDS);
            assertThat(heard.poll(10, TimeUnit.SECONDS)).startsWith("{\"type\":\"ack\",\"id\":2");
            client.sendClose(1000, "bye").get(10, TimeUnit.SECONDS);

            assertThat(heard.poll(10, TimeUnit.SECONDS)).isEqualTo("closed 1000");
            await().until(() ->
                    fixture.engine.toSessions(SessionProtocol.Unregister.class).size() == 1);
        }
    }

    @Test
    void pushesTheSameFrameToManyAndTheRestToNobody() throws IOException {
        try (SocketFixture fixture = new SocketFixture("listener { event-loops = 3 }")) {
            List<RawClient> clients = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                clients.add(fixture.welcomed("u_" + i));
            }
            List<Long> all = new ArrayList<>(fixture.connections());
            assertThat(all).hasSize(10);
            all.add(999_999_999L);
            all.add(255L);

            push(fixture, all, RECEIPT.formatted(1));
            push(fixture, all, RECEIPT.formatted(2));

            for (RawClient client : clients) {
                assertThat(client.hear()).isEqualTo(RECEIPT.formatted(1));
                assertThat(client.hear()).isEqualTo(RECEIPT.formatted(2));
                client.close();
            }
        }
    }

    @Test
    void sendsFramesOfEveryLengthWhole() throws IOException {
        try (SocketFixture fixture = new SocketFixture("");
                RawClient client = fixture.welcomed("u_ann").acceptingAnything()) {
            for (int length : new int[] {1, 125, 126, 127, 1_000, 65_535, 65_536}) {
                push(fixture, List.of(fixture.lastConnection()), "x".repeat(length));

                assertThat(client.hear()).hasSize(length);
            }
        }
    }

    @Test
    void dropsPushesForASlowClientAndSaysResyncAndNeverDropsReplies() throws IOException {
        try (SocketFixture fixture = new SocketFixture("outbound { push-bytes-max = 64 KiB }, "
                        + "listener { send-buffer = 16 KiB, event-loops = 1 }, "
                        + "traffic { frames-burst = 10000 }");
                RawClient slow = RawClient.connect(fixture.address, 8_192);
                RawClient other = fixture.welcomed("u_bob")) {
            fixture.hello(slow, "u_ann");
            List<Long> connection = List.of(fixture.lastConnection());
            int pushed = 20_000;
            for (int i = 1; i <= pushed; i++) {
                push(fixture, connection, RECEIPT.formatted(i));
            }
            await().until(() -> fixture.server.counters().resyncs() == 1);
            for (int i = 1; i <= 50; i++) {
                slow.say("{'type':'ping','id':" + i + "}");
            }
            other.say("{'type':'ping','id':3}");
            assertThat(other.hear()).startsWith("{\"type\":\"pong\"");

            List<String> heard = new ArrayList<>();
            while (heard.isEmpty() || !heard.get(heard.size() - 1).startsWith("{\"type\":\"pong\",\"id\":50,")) {
                heard.add(slow.hear());
            }

            List<String> receipts =
                    heard.stream().filter(each -> each.contains("receipt")).toList();
            assertThat(receipts).hasSizeLessThan(pushed);
            for (int i = 0; i < receipts.size(); i++) {
                assertThat(receipts.get(i)).isEqualTo(RECEIPT.formatted(i + 1));
            }
            assertThat(heard.subList(receipts.size(), heard.size()))
                    .first()
                    .isEqualTo("{\"type\":\"resync\",\"reason\":\"slow\"}");
            assertThat(heard.stream().filter(each -> each.contains("pong"))).hasSize(50);
            assertThat(fixture.server.counters().pushesDropped()).isEqualTo(pushed - receipts.size());

            push(fixture, connection, RECEIPT.formatted(1));
            await().until(() -> fixture.server.counters().pushesDropped() == pushed - receipts.size() + 1);
            slow.say("{'type':'resynced','id':51}");
            assertThat(slow.hear()).isEqualTo("{\"type\":\"done\",\"id\":51}");
            push(fixture, connection, RECEIPT.formatted(7));
            assertThat(slow.hear()).isEqualTo(RECEIPT.formatted(7));
        }
    }

    @Test
    void closesAClientThatDoesNotEvenReadItsReplies() throws IOException {
        try (SocketFixture fixture = new SocketFixture("outbound { reply-bytes-max = 64 KiB }, "
                        + "listener { send-buffer = 16 KiB }, timing { close-timeout = 300 ms }, "
                        + "traffic { frames-burst = 1000000, frames-per-second = 1000000 }");
                RawClient slow = RawClient.connect(fixture.address, 8_192)) {
            fixture.hello(slow, "u_ann");

            for (int i = 1; i <= 20_000 && fixture.server.counters().connections() > 0; i++) {
                try {
                    slow.say("{'type':'ping','id':" + i + "}");
                } catch (IOException e) {
                    break;
                }
            }

            await().until(() -> fixture.server.counters().connections() == 0);
            await().until(() ->
                    fixture.engine.toSessions(SessionProtocol.Unregister.class).size() == 1);
            assertThat(fixture.reached("socket.outbound.reply-bytes-max")).isEqualTo(1);
            fixture.welcomed("u_ann").close();
        }
    }

    @Test
    void closesTheConnectionsOfARevokedDeviceAndNoOthers() throws IOException {
        try (SocketFixture fixture = new SocketFixture("");
                RawClient ann = fixture.welcomed("u_ann");
                RawClient bob = fixture.welcomed("u_bob")) {
            fixture.revocations.forEach(each -> each.revoked(SocketFixture.user("u_ann"), new DeviceId("d_1")));

            assertThat(ann.closeCode()).isEqualTo(4003);
            bob.say("{'type':'ping','id':3}");
            assertThat(bob.hear()).startsWith("{\"type\":\"pong\"");
        }
    }

    @Test
    void closesWhatTheEngineSays() throws IOException {
        try (SocketFixture fixture = new SocketFixture("");
                RawClient oldest = fixture.welcomed("u_ann")) {
            fixture.hub.tell(new HubProtocol.Close(
                    List.of(fixture.lastConnection()), HubProtocol.CloseReason.TOO_MANY_CONNECTIONS));

            assertThat(oldest.closeCode()).isEqualTo(4006);
        }
    }

    @Test
    void registersTheConnectionsOfAMovedSlotAgainAFewAtATime() throws IOException {
        try (SocketFixture fixture =
                new SocketFixture("moves { register-again-per-tick = 2 }, listener { event-loops = 1 }")) {
            List<RawClient> clients = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                clients.add(fixture.welcomed("u_ann"));
            }
            clients.add(fixture.welcomed("u_bob"));
            int slot = "u_ann".hashCode() & 1023;
            long before = System.nanoTime();

            fixture.hub.tell(new HubProtocol.SlotMoved(slot));

            await().until(() -> fixture.engine
                            .toSessions(SessionProtocol.RegisterAgain.class)
                            .size()
                    == 6);
            assertThat(System.nanoTime() - before)
                    .isGreaterThan(Duration.ofMillis(150).toNanos());
            assertThat(fixture.engine.toSessions(SessionProtocol.RegisterAgain.class))
                    .extracting(SessionProtocol.RegisterAgain::user)
                    .containsOnly(SocketFixture.user("u_ann"));
            for (RawClient client : clients) {
                client.close();
            }
        }
    }

    @Test
    void registersAgainUntilTheSessionConfirms() throws IOException {
        try (SocketFixture fixture = new SocketFixture("moves { register-again-confirm-within = 200 ms }");
                RawClient ann = fixture.welcomed("u_ann")) {
            fixture.hub.tell(new HubProtocol.SlotMoved("u_ann".hashCode() & 1023));
            await().until(() -> fixture.engine
                            .toSessions(SessionProtocol.RegisterAgain.class)
                            .size()
                    >= 3);

            fixture.hub.tell(new HubProtocol.Registered(List.of(fixture.lastConnection())));

            int told = fixture.engine
                    .toSessions(SessionProtocol.RegisterAgain.class)
                    .size();
            await().during(Duration.ofMillis(600))
                    .until(() -> fixture.engine
                                    .toSessions(SessionProtocol.RegisterAgain.class)
                                    .size()
                            <= told + 1);
            ann.say("{'type':'ping','id':3}");
            assertThat(ann.hear()).startsWith("{\"type\":\"pong\"");
        }
    }

    @Test
    void tellsTheEngineOfItsHub() {
        try (SocketFixture fixture = new SocketFixture("")) {
            assertThat(fixture.engine.hubs).containsExactly(fixture.hub);
        }
    }

    @Test
    void drainsInWavesAndLetsNobodyIn() throws IOException {
        try (SocketFixture fixture =
                new SocketFixture("moves { reconnect-after-min = 50 ms, reconnect-after-max = 200 ms }")) {
            List<RawClient> clients = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                clients.add(fixture.welcomed("u_" + i));
            }
            CompletableFuture<Void> drained =
                    fixture.server.drain(Duration.ofSeconds(8)).toCompletableFuture();

            try (RawClient late = RawClient.connect(fixture.address)) {
                assertThat(late.status()).isEqualTo(503);
            }
            for (RawClient client : clients.subList(0, 5)) {
                assertThat(client.hear()).startsWith("{\"type\":\"goaway\",\"reconnectAfterMs\":");
                client.close();
            }
            for (RawClient client : clients.subList(5, 10)) {
                assertThat(client.hear()).startsWith("{\"type\":\"goaway\",\"reconnectAfterMs\":");
                assertThat(client.closeCode()).isEqualTo(1012);
                client.close();
            }
            SocketFixture.get(drained);
            assertThat(fixture.server.counters().connections()).isZero();
        }
    }

    @Test
    void endsADrainWithItsTime() throws IOException {
        try (SocketFixture fixture =
                        new SocketFixture("moves { reconnect-after-min = 5 s, reconnect-after-max = 6 s }");
                RawClient stubborn = fixture.welcomed("u_ann")) {
            SocketFixture.get(fixture.server.drain(Duration.ofMillis(500)).toCompletableFuture());
            SocketFixture.get(fixture.server.stop().toCompletableFuture());

            assertThat(stubborn.closeCode()).isEqualTo(1012);
        }
    }

    @Test
    void keepsTheOrderOfOneSenderOverTheSocketWhenAReplyIsLost() throws IOException {
        try (SocketFixture fixture = new SocketFixture("timing { request-timeout = 200 ms }");
                RawClient client = fixture.welcomed("u_ann")) {
            List<String> taken = new ArrayList<>();
            fixture.engine.answerChats(told -> {
                ChatProtocol.Execute execute = (ChatProtocol.Execute) told.message();
                String key = execute.command().key().value();
                boolean duplicate = taken.contains(key);
                if (!duplicate) {
                    taken.add(key);
                }
                boolean lost = key.equals("k1") && !duplicate;
                if (!lost) {
                    var to = execute.replyTo();
                    to.hub()
                            .tell(new HubProtocol.Accepted(
                                    to.connection(), to.request(), taken.indexOf(key) + 1, 1, 1, duplicate));
                }
            });

            client.say("{'type':'send','id':2,'chat':'g_7f','key':'k1','since':0,'text':'first'}");
            client.say("{'type':'send','id':3,'chat':'g_7f','key':'k2','since':0,'text':'second'}");

            assertThat(client.hear()).contains("\"id\":2", "\"seq\":1", "\"duplicate\":true");
            assertThat(client.hear()).contains("\"id\":3", "\"seq\":2");
            assertThat(taken).containsExactly("k1", "k2");
        }
    }

    private static void push(SocketFixture fixture, List<Long> connections, String frame) {
        fixture.hub.tell(new HubProtocol.Push(connections, frame.getBytes(StandardCharsets.UTF_8), null));
    }

    private static WebSocket.Listener listener(BlockingQueue<String> heard) {
        return new WebSocket.Listener() {
            @Override
            public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
                heard.add(data.toString());
                socket.request(1);
                return CompletableFuture.completedFuture(null);
            }

            @Override
            public CompletionStage<?> onClose(WebSocket socket, int statusCode, String reason) {
                heard.add("closed " + statusCode);
                return CompletableFuture.completedFuture(null);
            }
        };
    }
}
