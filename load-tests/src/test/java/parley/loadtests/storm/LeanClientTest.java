package parley.loadtests.storm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import parley.loadtests.client.Digest;
import parley.loadtests.client.Peer;
import parley.loadtests.client.ScriptedServer;

class LeanClientTest {

    private static final String CHAT = "{'chat':'g_1','kind':'group','title':'T','memberCount':2,'seq':%d,'n':1,"
            + "'read':{'seq':1,'n':0},'joinedSeq':1,'sizeClass':'small'}";

    private final ScriptedServer server = new ScriptedServer();
    private final Fleet fleet =
            new Fleet("test", List.of(URI.create("ws://127.0.0.1:" + server.port() + "/v1/socket")));
    private final LeanClient client = new LeanClient(fleet, 0, "a1");
    private final AtomicInteger current = new AtomicInteger();
    private final List<Long> entries = new CopyOnWriteArrayList<>();

    LeanClientTest() {
        client.listen(new LeanListener() {
            @Override
            public void onCurrent() {
                current.incrementAndGet();
            }

            @Override
            public void onEntry(LeanChat chat, Inbound.Entry entry) {
                entries.add(entry.seq());
            }
        });
    }

    @AfterEach
    void close() {
        fleet.close();
        server.close();
    }

    @Test
    void isCurrentOnceItHasReadWhatTheListNames() throws Exception {
        client.come(0);
        Peer peer = server.accept();

        JsonNode hello = peer.greet("[]", "[" + CHAT.formatted(3) + "]");
        JsonNode sync = peer.expect("sync");
        int before = current.get();
        page(peer, sync, 1, 3, 3);

        assertThat(hello.path("token").asText()).isEqualTo("a1");
        assertThat(hello.has("digest")).isFalse();
        assertThat(sync.path("after").asLong()).isZero();
        assertThat(before).isZero();
        eventually(() -> current.get() > 0);
        assertThat(entries).containsExactly(1L, 2L, 3L);
    }

    @Test
    void comesBackWithWhatItHasAndReadsTheRest() throws Exception {
        Peer first = connected(3);
        client.cut();
        eventually(() -> !client.isReady());

        current.set(0);
        client.come(0);
        Peer second = server.accept();
        JsonNode hello = second.greet("[{'chat':'g_1','seq':23,'n':21,'continuity':'proven'}]", "[]");
        JsonNode sync = second.expect("sync");
        page(second, sync, 4, 20, 23);
        JsonNode more = second.expect("sync");
        int before = current.get();
        page(second, more, 21, 23, 23);

        long[] sums = new long[Digest.BUCKETS];
        Digest.add(sums, "g_1", 3, 1, 0);
        assertThat(texts(hello.path("digest"))).isEqualTo(Digest.words(sums));
        assertThat(hello.path("chats").toString()).isEqualTo("[{\"chat\":\"g_1\",\"seq\":3}]");
        assertThat(sync.path("after").asLong()).isEqualTo(3);
        assertThat(more.path("after").asLong()).isEqualTo(20);
        assertThat(before).isZero();
        eventually(() -> current.get() > 0);
        first.cut();
    }

    @Test
    void fillsAGapBeforeItIsCurrent() throws Exception {
        Peer peer = connected(3);
        current.set(0);

        peer.push("g_1", 6, 6);
        JsonNode sync = peer.expect("sync");
        int before = current.get();
        peer.push("g_1", 7, 7);
        page(peer, sync, 4, 7, 7);

        assertThat(sync.path("after").asLong()).isEqualTo(3);
        assertThat(before).isZero();
        eventually(() -> current.get() > 0);
        assertThat(entries).containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L);
    }

    @Test
    void readsAChatAgainFromItsBeginningWhenToldThatTooMuchIsMissing() throws Exception {
        connected(3);
        client.cut();
        eventually(() -> !client.isReady());

        client.come(0);
        Peer peer = server.accept();
        peer.greet("[{'chat':'g_1','seq':900,'n':900,'continuity':'too_long'}]", "[]");

        assertThat(peer.expect("sync").path("after").asLong()).isZero();
        assertThat(fleet.counters().of("chats answered too_long")).isEqualTo(1);
    }

    @Test
    void readsWhatAHeartbeatSaysItLacks() throws Exception {
        Peer peer = connected(3);

        peer.send(
                "{'type':'heartbeat','serverTime':1,'positions':[{'chat':'g_1','seq':5,'n':5,'read':{'seq':1,'n':1}}]}");

        assertThat(peer.expect("sync").path("after").asLong()).isEqualTo(3);
    }

    @Test
    void resyncsInTheOrderOfTheProtocol() throws Exception {
        Peer peer = connected(3);

        peer.send("{'type':'resync','reason':'slow'}");

        peer.expect("resynced");
        peer.expect("list");
        peer.expect("sync");
    }

    @Test
    void asksAgainForWhatWasRefusedForNow() throws Exception {
        client.come(0);
        Peer peer = server.accept();
        peer.greet("[]", "[" + CHAT.formatted(1) + "]");

        JsonNode sync = peer.expect("sync");
        peer.reply(sync, "error", "'code':'busy','message':'later','retryable':true,'retryAfterMs':10");
        JsonNode again = peer.expect("sync");
        page(peer, again, 1, 1, 1);

        eventually(() -> current.get() > 0);
    }

    @Test
    void pingsWithinTheHeartbeatAndLeavesAServerThatSaysNothing() throws Exception {
        client.come(0);
        Peer peer = server.accept();
        peer.greet("[]", "[]", 100);

        peer.expectAny("ping");
        Peer second = server.accept();

        second.expect("hello");
        assertThat(fleet.counters().of("heard nothing")).isEqualTo(1);
    }

    @Test
    void comesAgainAfterItWasTurnedAway() {
        AtomicInteger turnedAway = new AtomicInteger();
        server.answering(request -> {
            turnedAway.incrementAndGet();
            return new ScriptedServer.Response(429, "");
        });
        try (Fleet refused =
                new Fleet("refused", List.of(URI.create(server.url().replace("http", "ws") + "/full")))) {
            LeanClient late = new LeanClient(refused, 0, "a1");

            late.come(0);

            eventually(() -> turnedAway.get() > 1);
            assertThat(refused.counters().of("handshakes refused with 429")).isPositive();
            late.cut();
        }
    }

    @Test
    void goesToTheNextNodeWhenAskedToGoAwayAndLeavesWhenItIsGreeted() throws Exception {
        try (ScriptedServer next = new ScriptedServer();
                Fleet two = fleetOf(server, next)) {
            LeanClient moving = new LeanClient(two, 0, "a1");
            Peer first = askedToGoAway(moving);

            Peer second = next.accept();
            JsonNode hello = second.expect("hello");
            two.loop().execute(() -> moving.request("send", "\"chat\":\"g_1\""));
            first.expectAny("send");
            second.welcome(hello, "[]", "[" + CHAT.formatted(1) + "]", 25_000);
            eventually(() -> two.counters().of("connections ready") == 2);
            two.loop().execute(() -> moving.request("send", "\"chat\":\"g_1\""));
            second.expectAny("send");
            assertThat(two.counters().of("asked to go away")).isEqualTo(1);
        }
    }

    @Test
    void isGreetedByTheNextNodeWhenTheOneThatAskedDoesNotWait() throws Exception {
        try (ScriptedServer next = new ScriptedServer();
                Fleet two = fleetOf(server, next)) {
            LeanClient moving = new LeanClient(two, 0, "a1");
            Peer first = askedToGoAway(moving);

            Peer second = next.accept();
            JsonNode hello = second.expect("hello");
            first.cut();
            second.welcome(hello, "[]", "[" + CHAT.formatted(1) + "]", 25_000);

            eventually(() -> two.counters().of("connections ready") == 2);
            assertThat(two.counters().of("connections tried again")).isEqualTo(1);
        }
    }

    @Test
    void goesToTheNextNodeWhenOneLetsNobodyInAnyMore() throws Exception {
        server.answering(request -> new ScriptedServer.Response(503, ""));
        try (ScriptedServer next = new ScriptedServer();
                Fleet two = new Fleet(
                        "two",
                        List.of(
                                URI.create(server.url().replace("http", "ws") + "/full"),
                                URI.create("ws://127.0.0.1:" + next.port() + "/v1/socket")))) {
            new LeanClient(two, 0, "a1").come(0);

            next.accept().expect("hello");
            assertThat(two.counters().of("handshakes refused with 503")).isEqualTo(1);
        }
    }

    private static Fleet fleetOf(ScriptedServer... servers) {
        return new Fleet(
                "two",
                Arrays.stream(servers)
                        .map(each -> URI.create("ws://127.0.0.1:" + each.port() + "/v1/socket"))
                        .toList());
    }

    /** A client's first connection, whose node has asked it to leave. */
    private Peer askedToGoAway(LeanClient asked) throws InterruptedException {
        asked.come(0);
        Peer peer = server.accept();
        peer.greet("[]", "[" + CHAT.formatted(1) + "]");
        peer.send("{'type':'goaway','reconnectAfterMs':50,'reason':'draining'}");
        return peer;
    }

    private Peer connected(long seq) throws InterruptedException {
        client.come(0);
        Peer peer = server.accept();
        peer.greet("[]", "[" + CHAT.formatted(seq) + "]");
        page(peer, peer.expect("sync"), 1, seq, seq);
        eventually(() -> current.get() > 0);
        return peer;
    }

    private static void page(Peer peer, JsonNode sync, long first, long last, long newest) {
        peer.reply(
                sync,
                "page",
                "'chat':'g_1','entries':" + Peer.messages(first, last) + ",'seq':" + newest + ",'n':" + newest
                        + ",'end':" + (last == newest));
    }

    private static List<String> texts(JsonNode list) {
        List<String> texts = new ArrayList<>();
        list.forEach(text -> texts.add(text.asText()));
        return texts;
    }

    private static void eventually(BooleanSupplier condition) {
        assertThat(Waiting.until(Duration.ofSeconds(5), condition)).isTrue();
    }
}
