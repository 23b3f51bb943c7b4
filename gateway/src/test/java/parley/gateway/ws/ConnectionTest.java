package parley.gateway.ws;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import parley.engine.chat.ChatProtocol;
import parley.engine.client.HubProtocol;
import parley.engine.client.ReplyTo;
import parley.engine.id.DeviceId;
import parley.engine.id.Position;
import parley.engine.session.SessionProtocol;

class ConnectionTest {

    private static final String HELLO = "{'type':'hello','id':1,'version':1,'token':'good'}";

    private final ConnectionFixture on = new ConnectionFixture();

    @Test
    void registersWithTheSessionAndWelcomesAfterwards() {
        on.say("{'type':'hello','id':1,'version':1,'token':'good','chats':[{'chat':'g_7f','seq':41}]}");

        SessionProtocol.Register register =
                on.engine.toSessions(SessionProtocol.Register.class).get(0);
        assertThat(on.heard()).isEmpty();
        assertThat(register.user()).isEqualTo(ConnectionFixture.ANN);
        assertThat(register.device()).isEqualTo(ConnectionFixture.DEVICE);
        assertThat(register.open()).extracting(SessionProtocol.Open::seq).containsExactly(41L);
        assertThat(register.digest()).isNull();

        on.connection.onReply(welcomed(register.replyTo()));

        JsonNode welcome = on.heardOne();
        assertThat(welcome.get("type").textValue()).isEqualTo("welcome");
        assertThat(welcome.get("user").textValue()).isEqualTo("u_ann");
        assertThat(welcome.get("continuity").textValue()).isEqualTo("too_long");
    }

    @Test
    void waitsForItsTurnToBeGreeted() {
        Greetings.Turn other = on.greetings.turn(Runnable::run);
        other.ask(() -> {});
        on.say(HELLO);
        on.pass(Duration.ofSeconds(30));
        assertThat(on.heard()).isEmpty();
        assertThat(on.engine.toSessions(SessionProtocol.Register.class)).isEmpty();

        other.over();
        on.socket.runTasks();

        assertThat(register().user()).isEqualTo(ConnectionFixture.ANN);
    }

    @Test
    void givesItsTurnAwayWhenItIsSyncedRefusedFailedOrGone() {
        on.say(HELLO);
        ReplyTo to = register().replyTo();
        on.connection.onReply(welcomed(to));
        assertThat(isFree()).isFalse();
        on.connection.onReply(new HubProtocol.ListPage(ConnectionFixture.ID, to.request(), 0, List.of(), true));
        assertThat(isFree()).isTrue();

        ConnectionFixture refused = new ConnectionFixture();
        refused.say("{'type':'hello','id':1,'version':1,'token':'bad'}");
        assertThat(isFree(refused)).isTrue();

        ConnectionFixture unanswered = new ConnectionFixture();
        unanswered.say(HELLO);
        unanswered.pass(Duration.ofSeconds(10));
        assertThat(isFree(unanswered)).isTrue();

        ConnectionFixture gone = new ConnectionFixture();
        gone.say(HELLO);
        gone.connection.onClosed();
        assertThat(isFree(gone)).isTrue();
    }

    private boolean isFree() {
        return isFree(on);
    }

    private static boolean isFree(ConnectionFixture fixture) {
        boolean[] free = {false};
        Greetings.Turn turn = fixture.greetings.turn(Runnable::run);
        turn.ask(() -> free[0] = true);
        turn.over();
        return free[0];
    }

    @Test
    void holdsPushesBackUntilTheListIsComplete() {
        on.say(HELLO);
        ReplyTo to = register().replyTo();
        assertThat(on.socket.holding).isTrue();

        on.connection.onReply(welcomed(to));
        assertThat(on.socket.holding).isTrue();
        on.connection.onReply(new HubProtocol.ListPage(ConnectionFixture.ID, to.request(), 0, List.of(), true));

        assertThat(on.socket.holding).isFalse();
        assertThat(on.heard())
                .extracting(frame -> frame.get("type").textValue())
                .containsExactly("welcome", "synced");
    }

    @Test
    void readsTheDigestAsUnsignedNumbers() {
        String digest = "'ffffffffffffffff'" + ",'00000000000000aa'".repeat(15);

        on.say("{'type':'hello','id':1,'version':1,'token':'good','digest':[" + digest + "]}");

        assertThat(register().digest()).hasSize(16).startsWith(-1L, 170L);
    }

    @Test
    void answersNothingButHelloBeforeWelcome() {
        on.say("{'type':'ping','id':4}");
        assertThat(on.heardOne()).isEqualTo(on.error(4, "not_welcome"));

        on.say(HELLO);
        on.say("{'type':'send','id':5,'chat':'g','key':'k','since':0,'text':'x'}");
        assertThat(on.heardOne()).isEqualTo(on.error(5, "not_welcome"));
        assertThat(on.engine.chats).isEmpty();
    }

    @Test
    void refusesASecondHello() {
        on.welcome();

        on.say("{'type':'hello','id':2,'version':1,'token':'good'}");

        assertThat(on.heardOne()).isEqualTo(on.error(2, "not_welcome"));
        assertThat(on.socket.closed).isNull();
    }

    @Test
    void closesWithoutHelloInTime() {
        on.pass(Duration.ofSeconds(9));
        assertThat(on.socket.closed).isNull();

        on.pass(Duration.ofSeconds(2));

        assertThat(on.socket.closed).isEqualTo(CloseCode.NO_HELLO);
        assertThat(on.reached("timing.hello-timeout")).isEqualTo(1);
    }

    @Test
    void registersAgainAFewTimesAndThenAsksForAnotherHello() {
        on.say(HELLO);
        on.pass(Duration.ofSeconds(10));

        assertThat(on.engine.toSessions(SessionProtocol.Register.class)).hasSize(3);
        assertThat(on.heardOne().get("code").textValue()).isEqualTo("unavailable");
        assertThat(on.engine.toSessions(SessionProtocol.Unregister.class)).hasSize(1);

        on.say("{'type':'hello','id':2,'version':1,'token':'good'}");
        assertThat(on.engine.toSessions(SessionProtocol.Register.class)).hasSize(4);
    }

    @Test
    void closesWhenTheListDoesNotComeToItsEnd() {
        on.say(HELLO);
        on.connection.onReply(welcomed(register().replyTo()));

        on.pass(Duration.ofSeconds(4));

        assertThat(on.socket.closed).isEqualTo(CloseCode.RESTART);
    }

    @Test
    void sendsAHeartbeatWhenThereIsNothingElseToSayAndEndsSilence() {
        on.welcome();

        for (int i = 0; i < 3; i++) {
            on.pass(Duration.ofSeconds(20));
            on.say("{'type':'ping','id':4}");
        }
        assertThat(on.heard())
                .extracting(frame -> frame.get("type").textValue())
                .containsOnly("pong");

        on.pass(Duration.ofSeconds(62));
        assertThat(on.heard())
                .extracting(frame -> frame.get("type").textValue())
                .containsExactly("heartbeat", "heartbeat");
        assertThat(on.socket.closed).isNull();
        on.pass(Duration.ofSeconds(1));
        assertThat(on.socket.closed).isEqualTo(CloseCode.IDLE);
    }

    @Test
    void knowsWhoseDeviceItIs() {
        assertThat(on.connection.isOf(ConnectionFixture.ANN, ConnectionFixture.DEVICE))
                .isFalse();
        on.welcome();

        assertThat(on.connection.isOf(ConnectionFixture.ANN, ConnectionFixture.DEVICE))
                .isTrue();
        assertThat(on.connection.isOf(ConnectionFixture.ANN, new DeviceId("d_2")))
                .isFalse();
    }

    @Test
    void unregistersOnceWhenItEnds() {
        on.welcome();

        on.connection.close(CloseCode.IDLE);
        on.connection.onClosed();
        assertThat(on.timer.pending()).isZero();
        assertThat(on.engine.toSessions(SessionProtocol.Unregister.class))
                .as("not in the moment in which very many may end")
                .isEmpty();
        on.socket.runTasks();

        assertThat(on.engine.toSessions(SessionProtocol.Unregister.class)).hasSize(1);
    }

    @Test
    void registersAgainWhenItsSlotMovedAndItIsWelcome() {
        on.connection.registerAgain();
        assertThat(on.engine.sessions).isEmpty();
        on.welcome();
        assertThat(on.connection.slot()).isEqualTo(7);

        on.connection.registerAgain();

        assertThat(on.engine.toSessions(SessionProtocol.RegisterAgain.class)).hasSize(1);
    }

    @Test
    void closesAfterTwentyBadFramesInARowButNotAfterNineteen() {
        on.welcome();
        for (int i = 0; i < 19; i++) {
            on.say("nonsense");
        }
        on.say("{'type':'ping','id':4}");
        for (int i = 0; i < 19; i++) {
            on.say("nonsense");
        }
        assertThat(on.socket.closed).isNull();

        on.say("nonsense");

        assertThat(on.socket.closed).isEqualTo(CloseCode.BAD_FRAMES);
        assertThat(on.reached("traffic.bad-frames-max")).isEqualTo(1);
        assertThat(on.counters.badFrames()).isEqualTo(39);
    }

    @Test
    void limitsItsRateAndEndsAFlood() {
        ConnectionFixture slow = new ConnectionFixture(
                "traffic { frames-per-second = 10, frames-burst = 20, flood-per-second = 1, flood-burst = 30 }", null);
        slow.welcome();
        for (int i = 0; i < 19; i++) {
            slow.say("{'type':'ping','id':4}");
        }
        assertThat(slow.heard())
                .extracting(frame -> frame.get("type").textValue())
                .containsOnly("pong");

        slow.say("{'type':'ping','id':5}");
        JsonNode limited = slow.heardOne();
        assertThat(limited.get("code").textValue()).isEqualTo("rate_limited");
        assertThat(limited.get("id").longValue()).isEqualTo(5);
        assertThat(limited.get("retryAfterMs").longValue()).isBetween(1L, 100L);

        assertThat(slow.reached("traffic.frames-burst")).isEqualTo(1);
        slow.pass(Duration.ofMillis(150));
        slow.say("{'type':'ping','id':6}");
        assertThat(slow.heardOne().get("type").textValue()).isEqualTo("pong");

        for (int i = 0; i < 60; i++) {
            slow.say("{'type':'ping','id':7}");
        }
        assertThat(slow.socket.closed).isEqualTo(CloseCode.FLOOD);
        assertThat(slow.reached("traffic.flood-burst")).isEqualTo(1);
    }

    @Test
    void stampsTheSenderWhateverTheFrameSays() {
        on.welcome();

        on.say("{'type':'send','id':9,'chat':'g_7f','key':'k1','since':3,'text':'x','by':'u_bob','user':'u_bob'}");

        ChatProtocol.Execute execute =
                on.engine.toChats(ChatProtocol.Execute.class).get(0);
        assertThat(execute.command().by()).isEqualTo(ConnectionFixture.ANN);
    }

    @Test
    void passesPositionsAndTypingOnWithoutAnswering() {
        on.welcome();

        on.say("{'type':'delivered','chat':'g_7f','seq':44}");
        on.say("{'type':'read','chat':'g_7f','seq':43}");
        on.say("{'type':'typing','chat':'g_7f','on':true}");

        assertThat(on.heard()).isEmpty();
        assertThat(on.engine.toChats(ChatProtocol.MovePosition.class))
                .extracting(ChatProtocol.MovePosition::replyTo)
                .containsOnlyNulls()
                .hasSize(2);
        assertThat(on.engine.toChats(ChatProtocol.Typing.class))
                .containsExactly(new ChatProtocol.Typing(ConnectionFixture.ANN, true));
    }

    @Test
    void answersAPositionThatHasAnId() {
        on.welcome();
        on.say("{'type':'read','id':5,'chat':'g_7f','seq':43}");
        ReplyTo to = on.engine.toChats(ChatProtocol.MovePosition.class).get(0).replyTo();

        on.connection.onReply(new HubProtocol.Accepted(ConnectionFixture.ID, to.request(), 43, 40, 0, false));

        assertThat(on.heardOne()).isEqualTo(on.parse("{'type':'done','id':5,'chat':'g_7f','seq':43}"));
    }

    @Test
    void pushesOnlyToThoseWhoAreRegistered() {
        on.connection.onPush(ConnectionFixture.push("early"));
        on.welcome();
        on.connection.onPush(ConnectionFixture.push("live"));
        on.connection.close(CloseCode.IDLE);
        on.connection.onPush(ConnectionFixture.push("late"));

        assertThat(on.socket.pushed).containsExactly("live");
    }

    @Test
    void resumesPushesWhenTheClientHasCaughtUp() {
        on.welcome();

        on.say("{'type':'resynced','id':17}");

        assertThat(on.heardOne()).isEqualTo(on.parse("{'type':'done','id':17}"));
        assertThat(on.socket.pushed).containsExactly("resumed");
    }

    @Test
    void leavesWhenTheTimeItGaveIsOverAndNothingIsInFlight() {
        on.welcome();
        on.say("{'type':'sync','id':10,'chat':'g_7f','after':41}");
        ReplyTo to = on.engine.toChats(ChatProtocol.ReadPage.class).get(0).replyTo();

        on.connection.goAway(Duration.ofMillis(500), Duration.ofMillis(500));
        assertThat(on.heardOne()).isEqualTo(on.parse("{'type':'goaway','reconnectAfterMs':500,'reason':'draining'}"));
        on.pass(Duration.ofMillis(1500));
        assertThat(on.socket.closed).isNull();

        on.connection.onReply(
                new HubProtocol.Page(ConnectionFixture.ID, to.request(), List.of(), new Position(43, 40), true));
        on.pass(Duration.ofMillis(500));

        assertThat(on.heardOne().get("type").textValue()).isEqualTo("page");
        assertThat(on.socket.closed).isEqualTo(CloseCode.RESTART);
    }

    @Test
    void saysNothingAfterItsEnd() {
        on.welcome();
        on.say("{'type':'sync','id':10,'chat':'g_7f','after':41}");
        ReplyTo to = on.engine.toChats(ChatProtocol.ReadPage.class).get(0).replyTo();
        on.connection.close(CloseCode.IDLE);

        on.connection.onReply(
                new HubProtocol.Page(ConnectionFixture.ID, to.request(), List.of(), new Position(43, 40), true));
        on.say("{'type':'ping','id':4}");

        assertThat(on.heard()).isEmpty();
    }

    private SessionProtocol.Register register() {
        return on.engine.toSessions(SessionProtocol.Register.class).get(0);
    }

    private static HubProtocol.Welcomed welcomed(ReplyTo to) {
        return new HubProtocol.Welcomed(
                ConnectionFixture.ID, to.request(), HubProtocol.Continuity.TOO_LONG, List.of(), List.of(3));
    }
}
