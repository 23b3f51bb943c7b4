package parley.loadtests.gatling;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.gatling.http.action.ws.WsInboundMessage;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import parley.loadtests.client.FrameTap;

/** A node asks a user to leave; Gatling is played by the test. */
class PersonTest {

    private static final String GREETING =
            "{'type':'welcome','id':%d,'open':[{'chat':'g_1','seq':%d,'continuity':'proven'}]}";

    private final FakeStage stage = new FakeStage();
    private final Person person = new Person(new Seat(0, "u_ann", "t", 1, true, List.of("g_1")), stage, FrameTap.NONE);

    private static final class FakeStage extends Stage {
        private final List<String> failures = new ArrayList<>();
        private final List<String> samples = new ArrayList<>();
        private long delivered;
        private long nowMs = 1_000_000;

        @Override
        String socket(int node) {
            return "ws://node" + node;
        }

        @Override
        Tokens.Token token(Seat seat) {
            return new Tokens.Token("t", nowMs);
        }

        @Override
        long now() {
            return nowMs;
        }

        @Override
        boolean isDisturbed() {
            return false;
        }

        @Override
        void ok(String line, long fromMs, long toMs) {
            samples.add(line);
        }

        @Override
        void failed(String line, long fromMs, long toMs, String reason) {
            failures.add(line + ": " + reason);
        }

        @Override
        void delivered(long intendedMs, long atMs) {
            delivered++;
        }

        @Override
        void notPushed(long intendedMs, long readMs) {
            failures.add("not pushed");
        }
    }

    @Test
    void goesOnWithTheOneUntilTheOtherWelcomesIt() {
        String one = askedToGoAway();
        person.say(stage.nowMs);
        String other = connected();
        long hello = idOf(sent(other).get(0));

        assertThat(person.lines().wantsToHangUp(one)).isFalse();
        hears(one);
        JsonNode send = sent(one).get(0);
        hears(one, "{'type':'ack','id':" + idOf(send) + ",'chat':'g_1','key':'" + keyOf(send) + "','seq':1}");
        assertThat(person.isCurrent()).isTrue();
        hears(other, GREETING.formatted(hello, 0));

        assertThat(person.lines().wantsToHangUp(one)).isTrue();
        assertThat(person.lines().wantsToHangUp(other)).isFalse();
        hears(other, "{'type':'synced'}");
        assertThat(person.isCurrent()).isTrue();
        assertThat(stage.samples).containsExactly(Person.SIGN_IN, Person.ACK, Person.COME_BACK);
        assertThat(stage.failures).isEmpty();
    }

    @Test
    void asksAgainOnTheOtherForWhatTheOneHasNotAnswered() {
        String one = askedToGoAway();
        person.say(stage.nowMs);
        person.readHistory(1, stage.nowMs);
        hears(one);
        List<JsonNode> asked = sent(one);
        JsonNode send = of("send", asked);
        String other = connected();

        greets(other, 0);

        List<JsonNode> askedAgain = sent(other);
        JsonNode sendAgain = of("send", askedAgain);
        assertThat(keyOf(sendAgain)).isEqualTo(keyOf(send));
        assertThat(sendAgain.path("since")).isEqualTo(send.path("since"));
        assertThat(idOf(sendAgain)).isNotEqualTo(idOf(send));
        assertThat(idOf(of("history", askedAgain))).isNotEqualTo(idOf(of("history", asked)));
    }

    @Test
    void countsOnceWhatComesOnBoth() {
        String one = askedToGoAway();
        String other = connected();

        hears(one, pushed(1), pushed(2));
        greets(other, 1);
        hears(other, pushed(2), pushed(3));

        assertThat(stage.delivered).isEqualTo(3);
        assertThat(person.isCurrent()).isTrue();
    }

    @Test
    void staysAndTriesAgainWithBackOffWhenTheOtherCannotBeReached() {
        String one = askedToGoAway();
        person.lines().connecting();
        person.closed(person.lines().opening().socket);

        assertThat(person.lines().mayConnect()).isFalse();
        assertThat(person.lines().wantsToHangUp(one)).isFalse();
        assertThat(person.isCurrent()).isTrue();
        stage.nowMs += 1_500;
        person.lines().connecting();
        assertThat(person.lines().opening().url).isEqualTo("ws://node2");
    }

    @Test
    void givesUpTheOtherWhenItSaysNothing() {
        String one = askedToGoAway();
        String other = connected();

        stage.nowMs += 30_001;
        hears(other);

        assertThat(person.lines().wantsToHangUp(other)).isTrue();
        assertThat(person.lines().wantsToHangUp(one)).isFalse();
        assertThat(stage.failures).containsExactly(Person.COME_BACK + ": not welcome within 30 s");
    }

    @Test
    void waitsForTheOtherWhenTheOneDoesNotWait() {
        String one = askedToGoAway();
        String other = connected();

        person.closed(one);
        assertThat(person.lines().mayConnect()).isFalse();
        greets(other, 0);

        assertThat(person.isCurrent()).isTrue();
        assertThat(person.lines().wantsToHangUp(other)).isFalse();
    }

    @Test
    void comesBackWithBackOffWhenBothAreGone() {
        String one = askedToGoAway();
        person.lines().connecting();
        person.closed(person.lines().opening().socket);

        person.closed(one);

        assertThat(person.lines().mayConnect()).isFalse();
        stage.nowMs += 1_500;
        assertThat(person.lines().mayConnect()).isTrue();
    }

    @Test
    void movesAgainOnlyWhenTheSocketThatItLeftIsClosed() {
        String one = askedToGoAway();
        String other = connected();
        greets(other, 0);

        hears(other, "{'type':'goaway','reconnectAfterMs':0,'reason':'draining'}");
        assertThat(person.lines().mayConnect()).isFalse();
        person.closed(one);

        assertThat(connected()).isEqualTo(one);
    }

    @Test
    void closesBothWhenItHangsUpMeanwhile() {
        String one = askedToGoAway();
        String other = connected();

        person.hangUp(5_000);

        assertThat(person.lines().wantsToHangUp(one)).isTrue();
        assertThat(person.lines().wantsToHangUp(other)).isTrue();
        person.closed(one);
        person.closed(other);
        assertThat(person.lines().mayConnect()).isFalse();
        stage.nowMs += 5_000;
        assertThat(person.lines().mayConnect()).isTrue();
    }

    /** Signed in on the first socket, whose node has asked it to leave at once. */
    private String askedToGoAway() {
        String socket = connected();
        greets(socket, 0);
        assertThat(person.isCurrent()).isTrue();
        hears(socket, "{'type':'goaway','reconnectAfterMs':100,'reason':'draining'}");
        assertThat(person.lines().wantsToHangUp(socket)).isFalse();
        assertThat(person.lines().mayConnect()).isFalse();
        stage.nowMs += 100;
        return socket;
    }

    /** Opens the socket that it may open now. */
    private String connected() {
        assertThat(person.lines().mayConnect()).isTrue();
        person.lines().connecting();
        String socket = person.lines().opening().socket;
        person.opened(socket);
        return socket;
    }

    private void greets(String socket, long seq) {
        hears(socket, GREETING.formatted(idOf(sent(socket).get(0)), seq), "{'type':'synced'}");
    }

    private void hears(String socket, String... frames) {
        List<WsInboundMessage> messages = new ArrayList<>();
        for (String frame : frames) {
            messages.add(new WsInboundMessage.Text(stage.nowMs, frame.replace('\'', '"')));
        }
        person.turn(socket, messages);
    }

    /** What it has to say on a socket, which is sent now. */
    private List<JsonNode> sent(String socket) {
        List<JsonNode> frames = new ArrayList<>();
        while (person.lines().hasFrame(socket)) {
            frames.add(Frames.read(person.lines().nextFrame(socket)));
        }
        return frames;
    }

    /** The only frame of a type. */
    private static JsonNode of(String type, List<JsonNode> frames) {
        List<JsonNode> its = frames.stream()
                .filter(frame -> frame.path("type").asText().equals(type))
                .toList();
        assertThat(its).as(type).hasSize(1);
        return its.get(0);
    }

    private static String pushed(long seq) {
        return "{'type':'entries','chat':'g_1','entries':[{'seq':" + seq + ",'kind':'message','by':'u_bob','key':'"
                + MessageKey.of(1_000, 1, seq) + "'}]}";
    }

    private static long idOf(JsonNode frame) {
        return frame.path("id").asLong();
    }

    private static String keyOf(JsonNode frame) {
        return frame.path("key").asText();
    }
}
