package parley.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SocketTest {

    private static final int NORMAL = 1000;
    private static final int PARTS = 8;

    private final ExecutorService aside = Executors.newCachedThreadPool();
    private final HttpClient client = HttpClient.newHttpClient();
    private final Loop loop = new Loop(Clock.system());
    private final List<Heard> opened = new ArrayList<>();
    private RawServer server;

    @BeforeEach
    void start() throws Exception {
        server = new RawServer();
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
        for (Heard each : opened) {
            each.close();
        }
        loop.close();
        aside.shutdownNow();
    }

    @Test
    void hearsHowLongAServerThatTurnsItAwayWantsToBeLeftAlone() throws Exception {
        assertThat(turnedAway(429, "7", 0)).isEqualTo("ended 1006 7000");
    }

    @Test
    void hearsItAlsoAboveALongPage() throws Exception {
        assertThat(turnedAway(503, "7", 100_000)).isEqualTo("ended 1006 7000");
    }

    @Test
    void makesNothingOfATimeThatIsNone() throws Exception {
        assertThat(turnedAway(503, "Thu, 26 Nov 2026 07:00:00 GMT", 0)).isEqualTo(Heard.GONE);
    }

    @Test
    void knowsWhenItsTokenWasTheReason() throws Exception {
        assertThat(turnedAway(401, "", 0)).isEqualTo("ended 4001 0");
    }

    @Test
    void endsWhereTheAddressIsNone() throws Exception {
        assertThat(open(URI.create("http://127.0.0.1/")).next()).isEqualTo(Heard.GONE);
        assertThat(open(URI.create("ws:///")).next()).isEqualTo(Heard.GONE);
        assertThat(open(URI.create("ws://127.0.0.1:70000/")).next()).isEqualTo(Heard.GONE);
        assertThat(open(URI.create("ws://nowhere.invalid/")).next()).isEqualTo(Heard.GONE);
    }

    @Test
    void endsWhereNobodyListens() throws Exception {
        URI address = server.url();
        server.close();

        assertThat(open(address).next()).isEqualTo(Heard.GONE);
    }

    /** The JDK's own WebSocket misses one in twenty of these ends. */
    @Test
    void hearsOfEveryEndThatComesRightBehindAFrame() throws Exception {
        for (int i = 0; i < 200; i++) {
            Heard heard = open(server.url());
            RawServer.Peer peer = server.accept();
            assertThat(heard.next()).isEqualTo("opened");
            peer.say("something");
            peer.cut();

            assertThat(heard.next()).isEqualTo("something");
            assertThat(heard.next()).as("after end %d", i).isEqualTo(Heard.GONE);
        }
    }

    @Test
    void tellsATextWhenWhatCameOfTheOneBeforeIsDone() throws Exception {
        List<String> done = new ArrayList<>();
        var last = new CompletableFuture<List<String>>();
        Heard heard = open(server.url()).onText(text -> {
            done.add(text);
            loop.execute(() -> {
                done.add("after " + text);
                if (text.equals("3")) {
                    last.complete(done);
                }
            });
        });

        server.accept().say("1", "2", "3");

        assertThat(last.get(20, TimeUnit.SECONDS)).containsExactly("1", "after 1", "2", "after 2", "3", "after 3");
        assertThat(heard.next()).isEqualTo("opened");
    }

    @Test
    void tellsWhatCameBeforeTheEnd() throws Exception {
        Heard heard = open(server.url());
        RawServer.Peer peer = server.accept();
        peer.say("1", "2");
        peer.sayClose(4003);

        assertThat(heard.next()).isEqualTo("opened");
        assertThat(heard.next()).isEqualTo("1");
        assertThat(heard.next()).isEqualTo("2");
        assertThat(heard.next()).isEqualTo("ended 4003 0");
        assertThat(peer.hear().code()).isEqualTo(4003);
        assertThat(peer.isGone()).isTrue();
    }

    @Test
    void leavesWithTheNetworkWhatItDoesNotTakeIn() throws Exception {
        var busy = new CountDownLatch(1);
        Heard heard = open(server.url()).onText(text -> await(busy));
        RawServer.Peer peer = server.accept();
        String text = "x".repeat(1 << 18);
        int count = 256;
        Future<?> said = aside.submit(() -> {
            for (int i = 0; i < count; i++) {
                peer.say(text);
            }
            return count;
        });

        assertThatThrownBy(() -> said.get(1, TimeUnit.SECONDS)).isInstanceOf(TimeoutException.class);
        busy.countDown();

        said.get(20, TimeUnit.SECONDS);
        assertThat(heard.next()).isEqualTo("opened");
        for (int i = 0; i < count; i++) {
            assertThat(heard.next()).isEqualTo(text);
        }
    }

    @Test
    void takesTextsOfAnyLengthThatIsAllowedAndNoLongerOnes() throws Exception {
        String longest = "€".repeat(Socket.TEXT_UNITS_MAX);
        Heard heard = open(server.url());
        RawServer.Peer peer = server.accept();

        peer.say(longest);
        peer.sayInParts("Good ", "morrow");
        peer.sayInParts(longest.substring(1), "xx");

        assertThat(heard.next()).isEqualTo("opened");
        assertThat(heard.next()).isEqualTo(longest);
        assertThat(heard.next()).isEqualTo("Good morrow");
        assertThat(heard.next()).isEqualTo("ended 1009 0");
    }

    @Test
    void readsNoFrameToItsEndThatIsTooLong() throws Exception {
        Heard heard = open(server.url());
        RawServer.Peer peer = server.accept();

        aside.execute(() -> {
            try {
                peer.say("x".repeat(PARTS * Socket.TEXT_UNITS_MAX));
            } catch (IOException e) {
                // It was cut.
            }
        });

        assertThat(heard.next()).isEqualTo("opened");
        assertThat(heard.next()).isEqualTo("ended 1009 0");
    }

    @Test
    void answersPingsAndGoesOn() throws Exception {
        Heard heard = open(server.url());
        RawServer.Peer peer = server.accept();

        peer.say(RawServer.PING, new byte[] {7});
        RawServer.Peer.Frame pong = peer.hear();
        peer.say(2, new byte[] {7});
        peer.say("something");

        assertThat(pong.opcode()).isEqualTo(RawServer.PONG);
        assertThat(pong.payload()).containsExactly(7);
        assertThat(heard.next()).isEqualTo("opened");
        assertThat(heard.next()).isEqualTo("something");
    }

    @Test
    void saysThatItLeavesAndIsGoneSoon() throws Exception {
        Heard heard = open(server.url());
        RawServer.Peer peer = server.accept();
        assertThat(heard.next()).isEqualTo("opened");

        heard.with(socket -> {
            assertThat(socket.send("Good night, €")).isTrue();
            socket.close();
        });

        assertThat(peer.hear().text()).isEqualTo("Good night, €");
        RawServer.Peer.Frame close = peer.hear();
        assertThat(close.opcode()).isEqualTo(RawServer.CLOSE);
        assertThat(close.code()).isEqualTo(NORMAL);
        // Who does not answer is not waited for.
        assertThat(peer.isGone()).isTrue();
        assertThat(heard.next()).isEqualTo(Heard.GONE);
    }

    @Test
    void leavesAlsoBeforeItIsOpen() throws Exception {
        Heard heard = open(server.url());
        var connected = server.connected();
        RawServer.head(new DataInputStream(connected.getInputStream()));

        heard.with(Socket::close);

        assertThat(heard.next()).isEqualTo(Heard.GONE);
        assertThat(connected.getInputStream().read()).isEqualTo(-1);
    }

    @Test
    void sendsNoMoreThanIsTaken() throws Exception {
        var sent = new AtomicInteger();
        var enough = new CompletableFuture<Integer>();
        Heard heard = open(server.url());
        RawServer.Peer peer = server.accept();
        assertThat(heard.next()).isEqualTo("opened");

        heard.with(socket -> {
            while (socket.send("x".repeat(10_000))) {
                sent.incrementAndGet();
            }
            enough.complete(sent.get());
        });

        assertThat(enough.get(20, TimeUnit.SECONDS)).isEqualTo(1_000);
        assertThat(peer.hear().payload()).hasSize(10_000);
    }

    /** However many clients there are, of which none is a reason for the JVM to go on. */
    @Test
    void isOnOneThreadWithAllOthersWhichGoesWithTheLast() throws Exception {
        List<Heard> all = new ArrayList<>();
        List<RawServer.Peer> peers = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            all.add(open(server.url()));
            peers.add(server.accept());
            assertThat(all.get(i).next()).isEqualTo("opened");
        }
        List<Thread> threads = threads();

        for (int i = 0; i < 5; i++) {
            all.get(i).with(Socket::close);
            peers.get(i).cut();
            assertThat(all.get(i).next()).startsWith("ended");
        }

        assertThat(threads).allMatch(Thread::isDaemon);
        assertThat(threads)
                .filteredOn(thread -> thread.getName().contains("network"))
                .hasSize(1);
        for (Thread thread : threads) {
            thread.join(20_000);
        }
        assertThat(threads()).isEmpty();
        Heard again = open(server.url());
        RawServer.Peer peer = server.accept();
        assertThat(again.next()).isEqualTo("opened");
        peer.cut();
    }

    private static List<Thread> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().matches("(parley-sdk|globalEventExecutor).*"))
                .toList();
    }

    private Heard open(URI address) {
        Heard heard = Heard.of(address, client, loop);
        opened.add(heard);
        return heard;
    }

    private String turnedAway(int status, String retryAfter, int bytes) throws Exception {
        HttpServer turning = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        turning.createContext("/", exchange -> {
            exchange.getResponseHeaders().add("Retry-After", retryAfter);
            exchange.sendResponseHeaders(status, bytes == 0 ? -1 : bytes);
            try (OutputStream page = exchange.getResponseBody()) {
                page.write(new byte[bytes]);
            }
        });
        turning.start();
        try {
            return open(URI.create("ws://127.0.0.1:" + turning.getAddress().getPort() + "/"))
                    .next();
        } finally {
            turning.stop(0);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
