package parley.loadtests.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import parley.loadtests.faults.TcpProxy.Direction;

class TcpProxyTest {

    private static final byte[] HELLO = {1, 2, 3, 4, 5};
    private static final Duration LATENCY = Duration.ofMillis(80);

    private ProxiedPair pair;

    @BeforeEach
    void start() throws IOException {
        pair = new ProxiedPair(new ProxyLimits(3, 64 << 10, 100));
    }

    @AfterEach
    void close() throws IOException {
        pair.close();
    }

    @Test
    void passesBytesBothWaysInOrderAndCountsThem() throws Exception {
        byte[] much = randomBytes(1 << 20);
        try (var ends = pair.connect()) {
            var arrived = CompletableFuture.supplyAsync(() -> readAll(ends.server()));
            ends.client().getOutputStream().write(much);
            ends.client().shutdownOutput();
            assertThat(arrived.get(10, TimeUnit.SECONDS)).isEqualTo(much);

            ends.server().getOutputStream().write(HELLO);
            ends.server().close();

            assertThat(readAll(ends.client())).isEqualTo(HELLO);
            assertThat(pair.proxy.counters().bytes(Direction.TO_TARGET)).isEqualTo(much.length);
            assertThat(pair.proxy.counters().bytes(Direction.TO_CLIENT)).isEqualTo(HELLO.length);
            assertThat(pair.proxy.counters().acceptedCount()).isEqualTo(1);
        }
    }

    @Test
    void delaysOneDirectionAtLeastAsLongAsAskedForAndKeepsTheOrderDespiteJitter() throws Exception {
        pair.proxy.shape(Direction.TO_TARGET, Shape.NONE.withLatency(LATENCY, Duration.ofMillis(20)));
        try (var ends = pair.connect()) {
            long sent = System.nanoTime();
            for (byte b : HELLO) {
                ends.client().getOutputStream().write(b);
            }
            byte[] arrived = ends.server().getInputStream().readNBytes(HELLO.length);
            long tookNanos = System.nanoTime() - sent;

            assertThat(arrived).isEqualTo(HELLO);
            assertThat(tookNanos).isGreaterThanOrEqualTo(LATENCY.toNanos());
        }
    }

    @Test
    void delaysTheEndOfTheStreamToo() throws Exception {
        pair.proxy.shape(Direction.TO_CLIENT, Shape.NONE.withLatency(LATENCY, Duration.ZERO));
        try (var ends = pair.connect()) {
            long closed = System.nanoTime();
            ends.server().close();

            assertThat(ends.client().getInputStream().read()).isEqualTo(-1);
            assertThat(System.nanoTime() - closed).isGreaterThanOrEqualTo(LATENCY.toNanos());
        }
    }

    @Test
    void limitsBandwidthOfEachConnection() throws Exception {
        pair.proxy.shape(Shape.NONE.withBytesPerSecond(100_000));
        byte[] tenthOfASecond = randomBytes(10_000);
        try (var ends = pair.connect()) {
            long sent = System.nanoTime();
            ends.client().getOutputStream().write(tenthOfASecond);
            byte[] arrived = ends.server().getInputStream().readNBytes(tenthOfASecond.length);

            assertThat(arrived).isEqualTo(tenthOfASecond);
            // The last piece is not followed by a wait.
            assertThat(System.nanoTime() - sent)
                    .isGreaterThanOrEqualTo(Duration.ofMillis(80).toNanos());
        }
    }

    @Test
    void cutsWritesIntoPieces() throws Exception {
        pair.proxy.shape(Direction.TO_TARGET, Shape.NONE.withSliceBytes(2));
        try (var ends = pair.connect()) {
            long sent = System.nanoTime();
            ends.client().getOutputStream().write(HELLO);
            byte[] arrived = ends.server().getInputStream().readNBytes(HELLO.length);

            assertThat(arrived).isEqualTo(HELLO);
            assertThat(System.nanoTime() - sent)
                    .as("three pieces, two waits")
                    .isGreaterThanOrEqualTo(Duration.ofMillis(2).toNanos());
        }
    }

    @Test
    void holdsOneDirectionBackWhileTheOtherPassesAndGoesOnAfterwards() throws Exception {
        try (var ends = pair.connect()) {
            pair.proxy.shape(Direction.TO_TARGET, Shape.NONE.withBlackHole(true));
            ends.client().getOutputStream().write(HELLO);
            ends.client().shutdownOutput();
            ends.server().getOutputStream().write(9);

            assertThat(ends.client().getInputStream().read()).isEqualTo(9);
            assertThat(ProxiedPair.isSilent(ends.server())).isTrue();

            pair.proxy.shape(Direction.TO_TARGET, Shape.NONE);
            assertThat(readAll(ends.server())).isEqualTo(HELLO);
        }
    }

    @Test
    void holdsBothDirectionsBack() throws Exception {
        try (var ends = pair.connect()) {
            pair.proxy.shape(Shape.NONE.withBlackHole(true));
            ends.client().getOutputStream().write(HELLO);
            ends.server().getOutputStream().write(HELLO);

            assertThat(ProxiedPair.isSilent(ends.server())).isTrue();
            assertThat(ProxiedPair.isSilent(ends.client())).isTrue();
            assertThat(pair.proxy.counters().open()).isEqualTo(1);
        }
    }

    @Test
    void makesTheSenderWaitInsteadOfKeepingWhatTheReceiverDoesNotTake() throws Exception {
        byte[] endless = randomBytes(64 << 20);
        try (var ends = pair.connect()) {
            pair.proxy.shape(Direction.TO_TARGET, Shape.NONE.withLatency(Duration.ofMinutes(10), Duration.ZERO));
            var sending = CompletableFuture.runAsync(() -> {
                try {
                    ends.client().getOutputStream().write(endless);
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
            });

            assertThat(ProxiedPair.isSilent(ends.server())).isTrue();
            assertThat(sending).as("the sender of what does not fit").isNotDone();

            pair.proxy.reset(1);
            assertThat(sending).failsWithin(Duration.ofSeconds(10));
        }
    }

    @Test
    void resetsAllConnections() throws Exception {
        try (var ends = pair.connect()) {
            int broken = pair.proxy.reset(1);

            assertThat(broken).isEqualTo(1);
            assertIsReset(ends.client());
            assertIsReset(ends.server());
            assertThat(pair.proxy.counters().resetCount()).isEqualTo(1);
            assertThat(pair.proxy.counters().open()).isZero();
        }
    }

    @Test
    void resetsTheFractionThatTheSeedSays() throws Exception {
        var first = new ArrayList<Integer>();
        try (var many = new ProxiedPair(ProxyLimits.DEFAULT);
                var again = new ProxiedPair(ProxyLimits.DEFAULT)) {
            for (ProxiedPair each : List.of(many, again)) {
                for (int i = 0; i < 40; i++) {
                    each.connect();
                }
                first.add(each.proxy.reset(0.5));
            }
        }

        assertThat(first.get(0)).isBetween(8, 32).isEqualTo(first.get(1));
    }

    @Test
    void refusesNewConnectionsAndKeepsOldOnes() throws Exception {
        try (var ends = pair.connect()) {
            pair.proxy.refuse(true);

            assertThatThrownBy(() -> pair.connectClient().close()).isInstanceOf(ConnectException.class);
            ends.client().getOutputStream().write(HELLO);
            assertThat(ends.server().getInputStream().readNBytes(HELLO.length)).isEqualTo(HELLO);

            pair.proxy.refuse(false);
            try (var later = pair.connect()) {
                later.client().getOutputStream().write(7);
                assertThat(later.server().getInputStream().read()).isEqualTo(7);
            }
        }
    }

    @Test
    void finishesConnectionsInOrder() throws Exception {
        pair.proxy.shape(Shape.NONE.withLatency(LATENCY, Duration.ZERO));
        try (var ends = pair.connect()) {
            ends.client().getOutputStream().write(HELLO);
            assertThat(ends.server().getInputStream().readNBytes(HELLO.length)).isEqualTo(HELLO);
            ends.server().getOutputStream().write(9);

            pair.proxy.finishAll();

            assertThat(readAll(ends.server())).isEmpty();
            readAll(ends.client());
            assertThat(pair.proxy.counters().resetCount()).isZero();
        }
    }

    @Test
    void resetsAClientWhoseTargetIsAway() throws Exception {
        pair.stopTarget();

        assertNewOneIsReset();

        assertThat(pair.proxy.counters().unreachableCount()).isEqualTo(1);
    }

    @Test
    void resetsConnectionsBeyondTheLimit() throws Exception {
        pair.connect();
        pair.connect();
        pair.connect();

        assertNewOneIsReset();

        assertThat(pair.proxy.counters().rejectedCount()).isEqualTo(1);
        assertThat(pair.proxy.counters().open()).isEqualTo(3);
    }

    @Test
    void saysThatItIsClosed() {
        pair.proxy.close();

        assertThatThrownBy(() -> pair.proxy.reset(1)).isInstanceOf(IllegalStateException.class);
    }

    private static void assertIsReset(Socket socket) {
        assertThatThrownBy(() -> socket.getInputStream().read())
                .isInstanceOf(SocketException.class)
                .hasMessageContaining("reset");
    }

    /** The reset may come as soon as it is connected. */
    private void assertNewOneIsReset() {
        assertThatThrownBy(() -> {
                    try (Socket client = pair.connectClient()) {
                        client.getInputStream().read();
                    }
                })
                .isInstanceOf(SocketException.class)
                .hasMessageContaining("reset");
    }

    private static byte[] readAll(Socket socket) {
        try {
            InputStream input = socket.getInputStream();
            return input.readAllBytes();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] randomBytes(int count) {
        var bytes = new byte[count];
        new SplittableRandom(1).nextBytes(bytes);
        return bytes;
    }
}
