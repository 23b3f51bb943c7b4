package parley.gateway.ws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import parley.engine.client.HubProtocol;

/** Consumers and event loops that fall behind, on real sockets. */
class OverloadTest {

    private static final int PUSH_BYTES_MAX = 64 * 1024;
    private static final String SMALL = "outbound { push-bytes-max = 64 KiB, write-buffer-low = 8 KiB, "
            + "write-buffer-high = 16 KiB }, listener { send-buffer = 16 KiB, event-loops = 1 }";
    private static final String ENTRY =
            "{\"type\":\"receipt\",\"chat\":\"g_7f\",\"user\":\"u_bob\",\"delivered\":%d,\"read\":0}";

    /** Everybody is on the same event loop, and every frame is for all of them, as in one chat. */
    @Test
    void aSlowConsumerCostsTheOthersNothing() throws IOException {
        try (SocketFixture fixture = new SocketFixture(SMALL);
                RawClient slow = RawClient.connect(fixture.address, 8_192);
                RawClient bob = fixture.welcomed("u_bob");
                RawClient cy = fixture.welcomed("u_cy")) {
            fixture.hello(slow, "u_ann");
            long slowOne = fixture.lastConnection();
            List<Long> all = new ArrayList<>(fixture.connections());
            assertThat(all).hasSize(3);
            double mostWaiting = 0;
            int pushed = 20_000;
            for (int i = 1; i <= pushed; i++) {
                push(fixture, all, i);
                if (i % 100 == 0) {
                    hearUpTo(bob, i - 99, i);
                    hearUpTo(cy, i - 99, i);
                    mostWaiting = Math.max(mostWaiting, waiting(fixture));
                }
            }

            assertThat(mostWaiting).as("bytes kept for who does not read").isBetween(1.0, (double) PUSH_BYTES_MAX);
            assertThat(waiting(fixture)).as("after the drop only resync waits").isLessThan(100);
            assertThat(fixture.reached("socket.outbound.push-bytes-max")).isEqualTo(1);
            assertThat(fixture.server.counters().resyncs()).isEqualTo(1);
            int heard = hearUntilResync(slow);
            assertThat(fixture.server.counters().pushesDropped())
                    .as("dropped for the slow one, and for nobody else")
                    .isEqualTo(pushed - heard);

            slow.say("{'type':'resynced','id':2}");
            assertThat(slow.hear()).isEqualTo("{\"type\":\"done\",\"id\":2}");
            push(fixture, List.of(slowOne), pushed + 1);
            hearUpTo(slow, pushed + 1, pushed + 1);
            assertThat(waiting(fixture)).isZero();
        }
    }

    @Test
    void anEventLoopThatIsBehindDropsPushesAndTellsWhomTheyWereFor() throws IOException {
        try (SocketFixture fixture = new SocketFixture(SMALL + ", outbound { lane-bytes-max = 10 KiB }");
                RawClient ann = fixture.welcomed("u_ann");
                RawClient other = fixture.welcomed("u_bob");
                RawClient stalls = RawClient.connect(fixture.address)) {
            List<Long> toAnn =
                    List.of(fixture.connections().stream().min(Long::compare).orElseThrow());
            stalls.say("{'type':'hello','id':1,'version':1,'token':'u_stalls.d_1'}");
            await().until(() -> fixture.stalled);
            int pushed = 1_000;
            for (int i = 1; i <= pushed; i++) {
                push(fixture, toAnn, i);
            }
            await().until(() -> fixture.reached("socket.outbound.lane-bytes-max") > 0);
            double kept = fixture.meters
                    .get("parley.socket.lanes.waiting.bytes")
                    .gauge()
                    .value();
            assertThat(kept).isBetween(1.0, 10.0 * 1024);

            fixture.loop.complete(null);

            int heard = hearUntilResync(ann);
            await().untilAsserted(() ->
                    assertThat(fixture.server.counters().pushesDropped()).isEqualTo(pushed - heard));
            assertThat(fixture.server.counters().resyncs()).isEqualTo(1);
            ann.say("{'type':'resynced','id':2}");
            assertThat(ann.hear()).isEqualTo("{\"type\":\"done\",\"id\":2}");
            push(fixture, toAnn, pushed + 1);
            hearUpTo(ann, pushed + 1, pushed + 1);
            other.say("{'type':'ping','id':3}");
            assertThat(other.hear()).as("who missed nothing is told nothing").startsWith("{\"type\":\"pong\"");
            assertThat(fixture.meters
                            .get("parley.socket.lanes.waiting.bytes")
                            .gauge()
                            .value())
                    .isZero();
        }
    }

    @Test
    void aHubThatIsBehindTellsThoseWhosePushesItDropped() throws IOException {
        try (SocketFixture fixture = new SocketFixture(SMALL + ", hub-mailbox.bytes-max = 4 KiB");
                RawClient ann = fixture.welcomed("u_ann");
                RawClient other = fixture.welcomed("u_bob")) {
            long toAnn = fixture.connections().stream().min(Long::compare).orElseThrow();

            fixture.stallHub();
            int pushed = 100;
            for (int i = 1; i <= pushed; i++) {
                push(fixture, List.of(toAnn), i);
            }

            fixture.loop.complete(null);

            assertThat(hearUntilResync(ann)).as("what was lost is told first").isZero();
            await().until(() -> fixture.server.counters().pushesDropped() > 0);
            assertThat(fixture.reached("socket.hub-mailbox.bytes-max")).isBetween(1.0, pushed - 1.0);
            ann.say("{'type':'resynced','id':2}");
            assertThat(ann.hear()).isEqualTo("{\"type\":\"done\",\"id\":2}");
            push(fixture, List.of(toAnn), 1);
            hearUpTo(ann, 1, 1);
            other.say("{'type':'ping','id':3}");
            assertThat(other.hear()).startsWith("{\"type\":\"pong\"");
        }
    }

    private static double waiting(SocketFixture fixture) {
        return fixture.meters
                .get("parley.socket.outbound.waiting.bytes")
                .gauge()
                .value();
    }

    private static void push(SocketFixture fixture, List<Long> connections, int number) {
        fixture.hub.tell(
                new HubProtocol.Push(connections, ENTRY.formatted(number).getBytes(StandardCharsets.UTF_8), null));
    }

    private static void hearUpTo(RawClient client, int first, int last) throws IOException {
        for (int i = first; i <= last; i++) {
            assertThat(client.hear()).isEqualTo(ENTRY.formatted(i));
        }
    }

    /** Returns how many pushes came before, without holes. */
    private static int hearUntilResync(RawClient client) throws IOException {
        for (int heard = 0; ; heard++) {
            String next = client.hear();
            if (next.contains("resync")) {
                assertThat(next).isEqualTo("{\"type\":\"resync\",\"reason\":\"slow\"}");
                return heard;
            }
            assertThat(next).isEqualTo(ENTRY.formatted(heard + 1));
        }
    }
}
