package parley.gateway.ws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import parley.engine.chat.ChatProtocol;
import parley.engine.chat.domain.ChatRejection;
import parley.engine.client.HubProtocol;
import parley.engine.client.Journey;
import parley.engine.id.ChatId;
import parley.engine.id.TenantId;
import parley.engine.trace.Traced;
import parley.engine.trace.Traceparent;

/** What a gateway tells of a message: from its frame to its ack, and of its deliveries. */
class SendSpansTest {

    private static final String PARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b716920333";

    private final ConnectionFixture on = new ConnectionFixture();

    @BeforeEach
    void start() {
        on.users.add(ConnectionFixture.user("u_bob"));
        on.welcome();
    }

    @Test
    void aMessageThatIsNotTracedTravelsWithoutATrace() {
        send(2, "k1");
        accept(0);

        assertThat(executed(0).traceparent()).isNull();
        assertThat(spans()).isEmpty();
    }

    @Test
    void aTraceLastsFromTheFrameToTheAckThroughAllTries() {
        on.traced = true;
        send(2, "k1");
        on.pass(Duration.ofSeconds(6));
        assertThat(spans()).isEmpty();

        accept(1);

        assertThat(spans())
                .extracting(SpanData::getName, SpanData::getParentSpanId)
                .containsExactly(
                        tuple("ack", spans().get(1).getSpanId()),
                        tuple("send", spans().get(1).getParentSpanId()));
        String told = executed(0).traceparent();
        assertThat(Traceparent.read(told).getSpanId()).isEqualTo(spans().get(1).getSpanId());
        assertThat(executed(1).traceparent()).isEqualTo(told);
        assertThat(spans().toString()).doesNotContain("But soft").doesNotContain("u_ann");
    }

    @Test
    void onlyMessagesAreTraced() {
        on.traced = true;
        on.say("{'type':'rename','id':2,'chat':'g_7f','key':'k1','title':'Verona'}");
        accept(0);

        assertThat(executed(0).traceparent()).isNull();
        assertThat(spans()).isEmpty();
    }

    @Test
    void whatIsRefusedSaysWhy() {
        on.traced = true;
        send(2, "k1");

        on.connection.onReply(new HubProtocol.Refused(
                ConnectionFixture.ID, executed(0).replyTo().request(), ChatRejection.NOT_A_MEMBER));

        assertThat(errors()).containsExactly("not_a_member");
    }

    @Test
    void whatIsGivenUpEndsWithAllThatWaitedBehindIt() {
        on.traced = true;
        send(2, "k1");
        send(3, "k2");

        on.pass(Duration.ofMinutes(1));

        assertThat(errors()).containsExactly("unavailable", "unavailable");
    }

    @Test
    void whatIsOneTooManyEndsAtOnce() {
        on.traced = true;
        for (int i = 2; i <= 102; i++) {
            send(i, "k" + i);
        }

        assertThat(errors()).containsExactly("rate_limited");
    }

    @Test
    void whatNobodyWaitsForAnyMoreEndsWithItsConnection() {
        on.traced = true;
        send(2, "k1");
        send(3, "k2");

        on.connection.onClosed();

        assertThat(errors()).containsExactly("connection_closed", "connection_closed");
    }

    @Test
    void ofAMessageThatVeryManyGetTheFirstDeliveriesOfALoopAreTold() {
        on.traced = true;
        DeliverySpans deliveries = new DeliverySpans(on.counters.times.traces);
        for (int i = 0; i < 1_000; i++) {
            deliveries.delivered(journey("1"), 1);
        }
        deliveries.delivered(journey("2"), 1);
        deliveries.delivered(new Journey(1, 2), 1);

        assertThat(spans())
                .extracting(SpanData::getName, SpanData::getParentSpanId)
                .hasSize(DeliverySpans.PER_MESSAGE_MAX + 1)
                .contains(tuple("deliver", "b7ad6b7169203332"));
    }

    private static Journey journey(String last) {
        return new Journey(1, 2, new Traced(PARENT + last + "-01", new ChatId(TenantId.DEFAULT, "g_7f"), 9));
    }

    private void send(long id, String key) {
        on.say("{'type':'send','id':" + id + ",'chat':'g_7f','key':'" + key + "','since':0,'text':'But soft'}");
    }

    private ChatProtocol.Execute executed(int index) {
        return on.engine.toChats(ChatProtocol.Execute.class).get(index);
    }

    private void accept(int index) {
        on.connection.onReply(new HubProtocol.Accepted(
                ConnectionFixture.ID, executed(index).replyTo().request(), 44, 41, 1, false));
    }

    private List<SpanData> spans() {
        return on.spans.getFinishedSpanItems();
    }

    private List<String> errors() {
        return spans().stream()
                .map(span -> span.getAttributes().get(AttributeKey.stringKey("error.type")))
                .toList();
    }
}
