package parley.gateway.ws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.Timer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import parley.engine.chat.ChatProtocol;
import parley.engine.client.HubProtocol;
import parley.engine.client.Journey;

/** What is measured of a message's way at its two ends. */
class MessageTimesTest {

    /** Whatever it is: the gateway does not look into it. */
    private static final byte[] ENTRY =
            "{\"type\":\"receipt\",\"chat\":\"g_7f\",\"user\":\"u_bob\",\"delivered\":1,\"read\":0}"
                    .getBytes(StandardCharsets.UTF_8);

    @Test
    void aDeliveryIsMeasuredFromTheFirstNodeAndFromTheGate() throws Exception {
        try (SocketFixture fixture = new SocketFixture("");
                RawClient client = fixture.welcomed("u_ann")) {
            long now = System.currentTimeMillis();
            List<Long> connections = List.of(fixture.lastConnection());
            fixture.hub.tell(new HubProtocol.Push(connections, ENTRY, new Journey(now - 3_000, now - 1_000)));
            fixture.hub.tell(new HubProtocol.Push(connections, ENTRY, null));
            fixture.hub.tell(new HubProtocol.Push(List.of(1L << 40), ENTRY, new Journey(now, now)));

            assertThat(client.hear()).contains("receipt");
            assertThat(client.hear()).contains("receipt");

            Timer delivery = fixture.meters.get("parley.message.delivery").timer();
            Timer fanOut =
                    fixture.meters.get(Journey.STAGES).tag("stage", "fan_out").timer();
            assertThat(delivery.count())
                    .as("neither what is not measured nor what reached nobody")
                    .isEqualTo(1);
            assertThat(delivery.totalTime(TimeUnit.MILLISECONDS)).isBetween(3_000.0, 13_000.0);
            assertThat(fanOut.count()).isEqualTo(1);
            assertThat(fanOut.totalTime(TimeUnit.MILLISECONDS)).isBetween(1_000.0, 11_000.0);
            assertThat(fixture.meters.get("parley.socket.pushes").counter().count())
                    .isGreaterThanOrEqualTo(2);
        }
    }

    @Test
    void anAckIsMeasuredFromItsFrameThroughAllTries() throws Exception {
        try (SocketFixture fixture = new SocketFixture("timing { request-timeout = 200 ms }");
                RawClient client = fixture.welcomed("u_ann")) {
            List<Long> receivedAt = new ArrayList<>();
            long before = System.currentTimeMillis();
            fixture.engine.answerChats(told -> {
                ChatProtocol.Execute execute = (ChatProtocol.Execute) told.message();
                receivedAt.add(execute.receivedAt());
                if (receivedAt.size() == 2) {
                    var to = execute.replyTo();
                    to.hub().tell(new HubProtocol.Accepted(to.connection(), to.request(), 1, 1, 1, false));
                }
            });

            client.say("{'type':'send','id':2,'chat':'g_7f','key':'k1','since':0,'text':'first'}");
            assertThat(client.hear()).contains("\"seq\":1");

            Timer ack = fixture.meters.get("parley.message.ack").timer();
            await().atMost(Duration.ofSeconds(5)).until(() -> ack.count() == 1);
            assertThat(ack.totalTime(TimeUnit.MILLISECONDS)).isGreaterThanOrEqualTo(150);
            assertThat(receivedAt).hasSize(2);
            assertThat(receivedAt.get(0)).isEqualTo(receivedAt.get(1)).isBetween(before, System.currentTimeMillis());
        }
    }

    @Test
    void whoIsLetInIsCountedByWhatTheyAreTold() throws Exception {
        try (SocketFixture fixture = new SocketFixture("");
                RawClient client = fixture.welcomed("u_ann")) {
            assertThat(fixture.meters
                            .get("parley.socket.welcomes")
                            .tag("continuity", "proven")
                            .counter()
                            .count())
                    .isEqualTo(1);
            assertThat(client).isNotNull();
        }
        ConnectionFixture refused = new ConnectionFixture();
        refused.say("{'type':'hello','id':1,'version':1,'token':'bad'}");
        assertThat(refused.counters.hellosWithoutToken.count()).isEqualTo(1);
    }
}
