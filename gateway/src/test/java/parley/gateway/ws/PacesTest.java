package parley.gateway.ws;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.TestInbox;
import com.typesafe.config.ConfigFactory;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.channel.embedded.EmbeddedChannel;
import java.net.InetAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import parley.engine.client.HubProtocol;
import parley.engine.limit.LimitReached;
import parley.engine.trace.MessageTraces;
import parley.gateway.GatewaySettings;
import parley.gateway.auth.TokenVerifier;
import parley.gateway.wire.FrameCodec;
import parley.gateway.wire.WireLimits;

/** In what waves a node that drains asks its connections to leave. The test's own hand moves the time. */
class PacesTest {

    private static final int CONNECTIONS = 40;

    private final MeterRegistry meters = new SimpleMeterRegistry();
    private final SocketCounters counters = new SocketCounters(meters, MessageTraces.OFF, Clock.systemUTC());
    private final ManualTimer timer = new ManualTimer();
    private final SocketSettings settings = GatewaySettings.from(ConfigFactory.parseString(
                            "parley.gateway.socket.moves { go-away-per-second = 10, leaving-at-once = 25 }")
                    .withFallback(ConfigFactory.defaultReference()))
            .socket();
    private final EmbeddedChannel one = new EmbeddedChannel();
    private final EmbeddedChannel other = new EmbeddedChannel();
    private final List<Lane> lanes = List.of(
            new Lane(0, one.eventLoop(), settings, counters), new Lane(1, other.eventLoop(), settings, counters));
    private final Paces paces;

    PacesTest() {
        Surroundings around = around();
        // Uneven, as it may be: no lane may be late for it.
        for (int i = 0; i < CONNECTIONS; i++) {
            Lane lane = lanes.get(i < CONNECTIONS * 3 / 4 ? 0 : 1);
            new SocketHandler(lane, around, one, InetAddress.getLoopbackAddress(), null).start();
        }
        counters.open.set(CONNECTIONS);
        paces = new Paces(lanes, settings::moves, around.time(), counters);
        paces.start();
    }

    @AfterEach
    void release() {
        one.finishAndReleaseAll();
        other.finishAndReleaseAll();
    }

    @Test
    void asksAtTheTargetRateHoweverFewThereAre() throws Exception {
        paces.drain(Duration.ofSeconds(60));

        assertThat(asked()).isZero();
        assertThat(askedAfter(Duration.ofSeconds(1))).isEqualTo(10 + 1);
        assertThat(askedAfter(Duration.ofSeconds(1))).isEqualTo(20);
        counters.open.set(CONNECTIONS - 20);
        assertThat(askedAfter(Duration.ofSeconds(1))).isEqualTo(30 + 1);
        assertThat(askedAfter(Duration.ofSeconds(1))).isEqualTo(CONNECTIONS);
        assertThat(askedAfter(Duration.ofSeconds(5))).as("each once").isEqualTo(CONNECTIONS);
        assertThat(hurried()).isZero();
    }

    @Test
    void asksFasterWhenTheTimeWouldNotDoAndCountsThat() throws Exception {
        CompletionStage<Void> drained = paces.drain(Duration.ofSeconds(6));

        assertThat(askedAfter(Duration.ofMillis(2_900))).isLessThan(CONNECTIONS);
        assertThat(askedAfter(Duration.ofMillis(100)))
                .as("the other half is for the last to leave")
                .isEqualTo(CONNECTIONS);
        assertThat(hurried()).isEqualTo(1);
        askedAfter(Duration.ofMillis(2_900));
        assertThat(drained.toCompletableFuture()).isNotDone();
        askedAfter(Duration.ofMillis(100));
        assertThat(drained.toCompletableFuture()).isDone();
    }

    @Test
    void asksNoMoreThanMayBeOnTheirWayUntilItIsLate() throws Exception {
        paces.drain(Duration.ofSeconds(60));

        assertThat(askedAfter(Duration.ofSeconds(10))).as("nobody leaves").isBetween(25.0, 26.0);
        assertThat(held()).isPositive();
        counters.open.set(CONNECTIONS - 5);
        assertThat(askedAfter(SocketSettings.Moves.TICK)).as("five have left").isBetween(30.0, 31.0);
        assertThat(askedAfter(Duration.ofSeconds(50).minus(Waves.LEAVE_GRACE)))
                .as("the time is nearly over")
                .isEqualTo(CONNECTIONS);
        assertThat(hurried()).isZero();
    }

    @Test
    void isOverWhenAllHaveLeft() throws Exception {
        CompletionStage<Void> drained = paces.drain(Duration.ofSeconds(60));
        askedAfter(Duration.ofSeconds(4));
        assertThat(drained.toCompletableFuture()).isNotDone();

        counters.open.set(0);
        askedAfter(SocketSettings.Moves.TICK);

        assertThat(drained.toCompletableFuture()).isDone();
    }

    private double askedAfter(Duration time) throws Exception {
        for (long tick = 0; tick < time.toMillis(); tick += SocketSettings.Moves.TICK.toMillis()) {
            timer.advance(SocketSettings.Moves.TICK);
            one.runPendingTasks();
            other.runPendingTasks();
        }
        return asked();
    }

    private double asked() {
        return counters.askedToLeave.count();
    }

    private double hurried() {
        return LimitReached.counter(meters, "parley.gateway.socket.moves.go-away-per-second")
                .count();
    }

    private double held() {
        return LimitReached.counter(meters, "parley.gateway.socket.moves.leaving-at-once")
                .count();
    }

    private Surroundings around() {
        TestInbox<HubProtocol.Message> hub = TestInbox.create();
        return new Surroundings(
                new FakeEngine(),
                hub.getRef(),
                token -> CompletableFuture.completedFuture(new TokenVerifier.Rejected(TokenVerifier.Reason.MALFORMED)),
                CompletableFuture::completedFuture,
                user -> 0,
                new FrameCodec(WireLimits.DEFAULT),
                LiveSettings.fixed(settings),
                new Admission(settings::admission, timer::nanoTime, counters),
                new Greetings(settings.admission(), timer, counters.limits.greetings),
                new Surroundings.Time(Clock.systemUTC(), timer::nanoTime, timer),
                counters);
    }
}
