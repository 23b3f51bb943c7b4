package parley.gateway.ws;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.typed.ActorRef;
import akka.actor.typed.DispatcherSelector;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import parley.engine.chat.ChatProtocol;
import parley.engine.client.HubProtocol;
import parley.engine.client.ReplyTo;
import parley.engine.id.DeviceId;
import parley.engine.id.TenantId;
import parley.engine.id.UserId;
import parley.engine.limit.LimitReached;
import parley.engine.session.SessionProtocol;
import parley.engine.trace.MessageTraces;
import parley.gateway.GatewaySettings;
import parley.gateway.auth.OriginPolicy;
import parley.gateway.auth.Principal;
import parley.gateway.auth.Revocations;
import parley.gateway.auth.TokenVerifier;
import parley.gateway.auth.UserDirectory;
import parley.gateway.tls.ListenerTls;
import parley.gateway.wire.FrameCodec;

/**
 * A real server on a free port with a fake engine behind it that accepts everything. Tokens are {@code user.device}; pages of
 * {@code https://good.example} may connect.
 */
final class SocketFixture implements AutoCloseable {

    private static final Config HUB_THREAD = ConfigFactory.parseString("hub-thread { type = Dispatcher, "
            + "executor = thread-pool-executor, thread-pool-executor.fixed-pool-size = 1 }");

    final FakeEngine engine = new FakeEngine();
    final List<Revocations.Listener> revocations = new CopyOnWriteArrayList<>();
    final MeterRegistry meters = new SimpleMeterRegistry();
    /** By which it is decided whether certificates are looked at again. */
    final AtomicLong tlsNanoTime = new AtomicLong();

    final WebSocketServer server;
    final InetSocketAddress address;
    volatile ActorRef<HubProtocol.Message> hub;
    /** Whose token is {@code u_stalls} keeps the event loop until this completes. */
    final CompletableFuture<Void> loop = new CompletableFuture<>();
    /** Whether it does so now. */
    volatile boolean stalled;

    private final ActorTestKit actors;

    SocketFixture(String settings) {
        this(settings, "");
    }

    /** {@code tls}: of {@code parley.gateway.tls}. */
    SocketFixture(String settings, String tls) {
        Config config = ConfigFactory.parseString(settings)
                .atPath("parley.gateway.socket")
                .withFallback(ConfigFactory.parseString(tls).atPath("parley.gateway.tls"))
                .withFallback(
                        ConfigFactory.parseString("parley.gateway.socket.listener { host = \"127.0.0.1\", port = 0 }"))
                .withFallback(ConfigFactory.load());
        GatewaySettings gateway = GatewaySettings.from(config);
        this.actors = ActorTestKit.create(HUB_THREAD.withFallback(config));
        TokenVerifier tokens = token -> {
            if (token.startsWith("u_stalls.")) {
                stalled = true;
                loop.join();
            }
            return verify(token);
        };
        UserDirectory users = wanted -> CompletableFuture.completedFuture(new HashSet<>(wanted));
        OriginPolicy origins = (origin, host) -> origin.equals("https://good.example");
        WebSocketServer.Ports ports = new WebSocketServer.Ports(
                engine,
                tokens,
                users,
                origins,
                revocations::add,
                user -> user.local().hashCode() & 1023,
                ListenerTls.of(gateway.tls(), meters, tlsNanoTime::get),
                meters,
                MessageTraces.OFF);
        this.server = new WebSocketServer(
                LiveSettings.fixed(gateway.socket()),
                new FrameCodec(gateway.limits()),
                ports,
                Clock.systemUTC(),
                behavior -> {
                    hub = actors.spawn(behavior, WebSocketServer.hubMailbox().withDispatcherFromConfig("hub-thread"));
                    return hub;
                });
        this.address = get(server.start().toCompletableFuture());
        engine.answerSessions(this::answer);
        engine.answerChats(this::answer);
    }

    private static java.util.concurrent.CompletionStage<TokenVerifier.Verification> verify(String token) {
        int dot = token.indexOf('.');
        boolean good = dot > 0 && dot == token.lastIndexOf('.');
        TokenVerifier.Verification result = good
                ? new TokenVerifier.Verified(new Principal(
                        user(token.substring(0, dot)),
                        new DeviceId(token.substring(dot + 1)),
                        Instant.now().plusSeconds(600)))
                : new TokenVerifier.Rejected(TokenVerifier.Reason.MALFORMED);
        return CompletableFuture.completedFuture(result);
    }

    static UserId user(String local) {
        return new UserId(TenantId.DEFAULT, local);
    }

    private void answer(SessionProtocol.Message message) {
        if (message instanceof SessionProtocol.Register register) {
            ReplyTo to = register.replyTo();
            to.hub()
                    .tell(new HubProtocol.Welcomed(
                            to.connection(), to.request(), HubProtocol.Continuity.PROVEN, List.of(), List.of()));
            to.hub().tell(new HubProtocol.ListPage(to.connection(), to.request(), 0, List.of(), true));
        }
    }

    private void answer(FakeEngine.ToldChat told) {
        if (told.message() instanceof ChatProtocol.Execute execute) {
            ReplyTo to = execute.replyTo();
            to.hub().tell(new HubProtocol.Accepted(to.connection(), to.request(), 2, 1, 1_790_000_000_000L, false));
        }
    }

    /** A client that was welcomed. */
    RawClient welcomed(String user) throws IOException {
        RawClient client = RawClient.connect(address);
        hello(client, user);
        return client;
    }

    void hello(RawClient client, String user) throws IOException {
        client.say("{'type':'hello','id':1,'version':1,'token':'" + user + ".d_1'}");
        client.hear();
        client.hear();
    }

    /** Keeps the hub's thread until {@link #loop} completes. */
    void stallHub() {
        actors.system()
                .dispatchers()
                .lookup(DispatcherSelector.fromConfig("hub-thread"))
                .execute(loop::join);
    }

    /** How often a bound was reached. */
    double reached(String setting) {
        return LimitReached.counter(meters, "parley.gateway." + setting).count();
    }

    /** The connection of the user who registered last. */
    long lastConnection() {
        List<SessionProtocol.Register> registered = engine.toSessions(SessionProtocol.Register.class);
        return registered.get(registered.size() - 1).replyTo().connection();
    }

    Set<Long> connections() {
        Set<Long> ids = new HashSet<>();
        engine.toSessions(SessionProtocol.Register.class)
                .forEach(each -> ids.add(each.replyTo().connection()));
        return ids;
    }

    static <T> T get(CompletableFuture<T> future) {
        try {
            return future.get(20, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        get(server.stop().toCompletableFuture());
        actors.shutdownTestKit();
    }
}
