package parley.gateway.ws;

import akka.actor.testkit.typed.javadsl.TestInbox;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import parley.engine.chat.domain.ChatKind;
import parley.engine.client.HubProtocol;
import parley.engine.client.ReplyTo;
import parley.engine.id.ChatId;
import parley.engine.id.DeviceId;
import parley.engine.id.Position;
import parley.engine.id.TenantId;
import parley.engine.id.UserId;
import parley.engine.inbox.Inbox;
import parley.engine.inbox.SizeClass;
import parley.engine.limit.LimitReached;
import parley.engine.session.SessionProtocol;
import parley.engine.trace.MessageTraces;
import parley.gateway.FrameSchemas;
import parley.gateway.GatewaySettings;
import parley.gateway.auth.Principal;
import parley.gateway.auth.TokenVerifier;
import parley.gateway.auth.UserDirectory;
import parley.gateway.wire.ErrorCode;
import parley.gateway.wire.FrameCodec;
import parley.gateway.wire.WireLimits;

/** A connection with everything around it made by hand: what it sends is a list, time passes when told to. */
final class ConnectionFixture {

    static final long ID = 256;
    static final UserId ANN = user("u_ann");
    static final DeviceId DEVICE = new DeviceId("d_1");
    private static final FrameSchemas SCHEMAS = FrameSchemas.fromClasspath();

    final FakeEngine engine = new FakeEngine();
    final FakeSocket socket = new FakeSocket();
    final ManualTimer timer = new ManualTimer();
    final Map<String, CompletionStage<TokenVerifier.Verification>> tokens = new HashMap<>();
    final Set<UserId> users = new HashSet<>();
    boolean userDirectoryIsAway;
    private final MeterRegistry meters = new SimpleMeterRegistry();
    final InMemorySpanExporter spans = InMemorySpanExporter.create();
    /** Whether messages are traced. */
    boolean traced;

    final SocketCounters counters = new SocketCounters(
            meters, new MessageTraces(tracer(spans), () -> traced, Clock.systemUTC()), Clock.systemUTC());
    final Greetings greetings = new Greetings(
            new SocketSettings.Admission(1, 1, 1, 1, 1, 1, 10, Duration.ofSeconds(60)),
            timer,
            counters.limits.greetings);
    final LiveSettings live;
    final Connection connection;
    private final JsonMapper json = new JsonMapper();

    /** How often a bound was reached. */
    double reached(String setting) {
        return LimitReached.counter(meters, "parley.gateway.socket." + setting).count();
    }

    ConnectionFixture() {
        this("", null);
    }

    ConnectionFixture(String settings, String cookieToken) {
        Config config = ConfigFactory.parseString(settings)
                .atPath("parley.gateway.socket")
                .withFallback(ConfigFactory.defaultReference());
        GatewaySettings gateway = GatewaySettings.from(config);
        this.live = LiveSettings.of(gateway.socket(), config);
        TestInbox<HubProtocol.Message> hub = TestInbox.create();
        TokenVerifier verifier = token -> tokens.getOrDefault(
                token, CompletableFuture.completedFuture(new TokenVerifier.Rejected(TokenVerifier.Reason.MALFORMED)));
        UserDirectory directory = wanted -> {
            if (userDirectoryIsAway) {
                return CompletableFuture.failedFuture(new IllegalStateException("away"));
            }
            Set<UserId> found = new HashSet<>(wanted);
            found.retainAll(users);
            return CompletableFuture.completedFuture(found);
        };
        Surroundings around = new Surroundings(
                engine,
                hub.getRef(),
                verifier,
                directory,
                user -> 7,
                new FrameCodec(WireLimits.DEFAULT),
                live,
                new Admission(gateway.socket()::admission, timer::nanoTime, counters),
                greetings,
                new Surroundings.Time(new TimerClock(), timer::nanoTime, timer),
                counters);
        this.connection = new Connection(ID, socket, around, cookieToken);
        tokens.put("good", accepted(clock().instant().plusSeconds(3600)));
        connection.start();
    }

    private static Tracer tracer(InMemorySpanExporter spans) {
        return SdkTracerProvider.builder()
                .addSpanProcessor(SimpleSpanProcessor.create(spans))
                .build()
                .get(MessageTraces.SCOPE);
    }

    static UserId user(String local) {
        return new UserId(TenantId.DEFAULT, local);
    }

    static CompletionStage<TokenVerifier.Verification> accepted(Instant expiresAt) {
        return CompletableFuture.completedFuture(new TokenVerifier.Verified(new Principal(ANN, DEVICE, expiresAt)));
    }

    Clock clock() {
        return new TimerClock();
    }

    /** Says something, with single quotes for double ones. */
    void say(String frame) {
        connection.onText(frame.replace('\'', '"'));
        socket.runTasks();
    }

    /** Lets time pass; what becomes due runs on the event loop. */
    void pass(Duration time) {
        try {
            long step = Duration.ofMillis(50).toNanos();
            for (long passed = 0; passed < time.toNanos(); passed += step) {
                timer.advance(Duration.ofNanos(Math.min(step, time.toNanos() - passed)));
                socket.runTasks();
            }
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** Goes through hello, welcome and an empty list. */
    void welcome() {
        say("{'type':'hello','id':1,'version':1,'token':'good'}");
        ReplyTo to = engine.toSessions(SessionProtocol.Register.class).get(0).replyTo();
        connection.onReply(
                new HubProtocol.Welcomed(ID, to.request(), HubProtocol.Continuity.PROVEN, List.of(), List.of()));
        connection.onReply(new HubProtocol.ListPage(ID, to.request(), 0, List.of(), true));
        socket.sent.clear();
    }

    /** What was sent since the last time, each held against the document. */
    List<JsonNode> heard() {
        List<JsonNode> frames = new ArrayList<>();
        for (String frame : socket.sent) {
            List<String> violations = SCHEMAS.violationsOfServer(frame);
            if (!violations.isEmpty()) {
                throw new AssertionError(violations.toString());
            }
            frames.add(parse(frame));
        }
        socket.sent.clear();
        return frames;
    }

    JsonNode heardOne() {
        List<JsonNode> frames = heard();
        if (frames.size() != 1) {
            throw new AssertionError("frames: " + frames + " (expected: one)");
        }
        return frames.get(0);
    }

    JsonNode parse(String frame) {
        try {
            return json.readTree(frame.replace('\'', '"'));
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }

    static ByteBuf push(String frame) {
        return Unpooled.copiedBuffer(frame, StandardCharsets.UTF_8);
    }

    private final class TimerClock extends Clock {
        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return Instant.ofEpochSecond(1_790_000_000L).plusNanos(timer.nanoTime());
        }
    }

    /** What is answered where a request failed with this code. */
    JsonNode error(long id, String code) {
        for (ErrorCode each : ErrorCode.values()) {
            if (each.code().equals(code)) {
                return parse("{'type':'error','id':" + id + ",'code':'" + code + "','message':'" + each.message()
                        + "','retryable':" + each.retryable() + "}");
            }
        }
        throw new IllegalArgumentException(code);
    }

    /** A row of the list, of a direct chat with Bob. */
    static Inbox.InboxRow row(String chat) {
        return new Inbox.InboxRow(
                new ChatId(TenantId.DEFAULT, chat),
                new Inbox.Info(ChatKind.DIRECT, "", SizeClass.SMALL, 2),
                user("u_bob"),
                new Inbox.Head(new Inbox.Stamp(1, 1), 0, null),
                1,
                0,
                Position.START,
                false);
    }

    /** Takes what is sent, and runs what is to run on the event loop when told to. */
    final class FakeSocket implements Socket {

        final List<String> sent = new ArrayList<>();
        final List<String> pushed = new ArrayList<>();
        boolean holding;
        CloseCode closed;
        private final Queue<Runnable> tasks = new ArrayDeque<>();
        private long lastSent;

        void runTasks() {
            for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
                task.run();
            }
        }

        @Override
        public void reply(byte[] frame) {
            lastSent = timer.nanoTime();
            sent.add(new String(frame, StandardCharsets.UTF_8));
        }

        @Override
        public void push(ByteBuf frame) {
            pushed.add(frame.toString(StandardCharsets.UTF_8));
        }

        @Override
        public void hold() {
            holding = true;
        }

        @Override
        public void release() {
            holding = false;
        }

        @Override
        public void resume() {
            pushed.add("resumed");
        }

        @Override
        public long lastSentNanos() {
            return lastSent;
        }

        @Override
        public void close(CloseCode code) {
            closed = code;
        }

        @Override
        public void execute(Runnable task) {
            tasks.add(task);
        }

        @Override
        public void afterwards(Runnable task) {
            tasks.add(task);
        }

        @Override
        public InetAddress address() {
            return InetAddress.getLoopbackAddress();
        }
    }
}
