package parley.server.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import parley.loadtests.client.ClientRuntime;
import parley.loadtests.client.ClientSettings;
import parley.loadtests.client.Failures;
import parley.loadtests.client.FrameTap;
import parley.loadtests.client.HttpApi;
import parley.loadtests.client.Session;
import parley.loadtests.client.WireClient;
import parley.loadtests.client.WireListener;
import parley.loadtests.demo.Demo;
import parley.loadtests.demo.DemoOptions;
import parley.loadtests.demo.DemoResult;
import parley.loadtests.vandal.Outcome;
import parley.loadtests.vandal.Vandal;

/**
 * People talk in groups through three nodes while one of them is paused. What they heard live, and what every member reads afterwards
 * over the socket and over HTTP from another node, is compared with what was sent and acked. (Nodes are killed in the browser
 * tests.)
 */
class NodeFaultsIT {

    private static final int NODES = 3;
    private static final Duration PACE = Duration.ofMillis(100);
    private static final int SCENES = 7;
    private static final int STAGES = 4;
    private static final int ACKS_BEFORE_FAULT = 40;
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private static LocalClusterUnderTest cluster;

    private final AtomicLong acks = new AtomicLong();
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

    @BeforeAll
    static void startCluster() {
        cluster = LocalClusterUnderTest.start(NODES);
    }

    @AfterAll
    static void stopCluster() {
        if (cluster != null) {
            cluster.close();
        }
    }

    /** It wakes up with chats that others have taken meanwhile, and with what it was writing when it was stopped. */
    @Test
    void nothingIsLostDoubledOrReorderedWhenANodeIsPausedUntilTheOthersHaveRemovedIt() {
        CompletableFuture<DemoResult> playing = play();
        awaitAcks(ACKS_BEFORE_FAULT);
        long pid = cluster.pid(1);

        LocalClusterUnderTest.signal(pid, "STOP");
        try {
            cluster.awaitMembers(0, NODES - 1);
        } finally {
            LocalClusterUnderTest.signal(pid, "CONT");
        }

        awaitAcks(acks.get() + ACKS_BEFORE_FAULT);
        expectClean(playing);
    }

    /** Frames that are none, floods, forged tokens: a typed error or a close each, and the node serves others as before. */
    @Test
    void whoeverMeansNoGoodGetsAnErrorAndNothingElse() throws Exception {
        String address = cluster.addresses().get(0);
        try (ClientRuntime runtime = new ClientRuntime(ClientSettings.defaults())) {
            HttpApi api = new HttpApi(runtime, List.of(address), FrameTap.NONE);
            Session session = Failures.await(api.signUp("vandal", "correct horse", "Vandal"), PATIENCE);
            String socket = Failures.await(api.socketUrl(), PATIENCE);
            Vandal vandal = new Vandal(address, socket, session.accessToken(), new Random(1));

            assertThat(vandal.malformed()).hasSize(12).allSatisfy(NodeFaultsIT::isFine);
            assertThat(vandal.unauthorised()).hasSize(11).allSatisfy(NodeFaultsIT::isFine);

            try (WireClient client = new WireClient(api, session, "correct horse", WireListener.NONE)) {
                Failures.await(client.connect(), PATIENCE);
                String chat = Failures.await(client.createGroup("Still here", List.of()), PATIENCE)
                        .chat();
                assertThat(Failures.await(client.send(chat, "hello"), PATIENCE).seq())
                        .isEqualTo(2);
            }
        }
    }

    private static void isFine(Outcome outcome) {
        assertThat(outcome.fine()).as(outcome.toString()).isTrue();
    }

    private CompletableFuture<DemoResult> play() {
        FrameTap counter = new FrameTap() {
            @Override
            public void received(String frame) {
                if (frame.startsWith("{\"type\":\"ack\"")) {
                    acks.incrementAndGet();
                }
            }
        };
        return CompletableFuture.supplyAsync(() -> Demo.run(
                new DemoOptions(cluster.addresses(), PACE, SCENES, STAGES),
                counter,
                new PrintStream(printed, true, StandardCharsets.UTF_8)));
    }

    private void awaitAcks(long count) {
        Awaitility.await().atMost(PATIENCE).until(() -> acks.get() >= count);
    }

    private void expectClean(CompletableFuture<DemoResult> playing) {
        DemoResult result =
                playing.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
        assertThat(result.clean()).as(printed.toString(StandardCharsets.UTF_8)).isTrue();
        assertThat(result.sent()).isGreaterThan(2 * ACKS_BEFORE_FAULT);
    }
}
