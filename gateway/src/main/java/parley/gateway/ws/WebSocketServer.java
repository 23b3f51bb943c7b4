package parley.gateway.ws;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.MailboxSelector;
import akka.actor.typed.Props;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import io.netty.util.HashedWheelTimer;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import parley.engine.Engine;
import parley.engine.client.HubProtocol;
import parley.engine.id.DeviceId;
import parley.engine.id.UserId;
import parley.engine.trace.MessageTraces;
import parley.gateway.auth.OriginPolicy;
import parley.gateway.auth.Revocations;
import parley.gateway.auth.TokenVerifier;
import parley.gateway.auth.UserDirectory;
import parley.gateway.tls.ListenerTls;
import parley.gateway.wire.FrameCodec;

/**
 * The clients' WebSockets, on Netty. Made, then started once, then drained and stopped. Thread-safe.
 */
public final class WebSocketServer {

    private static final Logger log = LoggerFactory.getLogger(WebSocketServer.class);
    private static final int HTTP_LINE_BYTES_MAX = 4_096;
    private static final int HTTP_HEADER_BYTES_MAX = 16_384;
    private static final int HTTP_BODY_BYTES_MAX = 1_024;

    /** The wheel's grain: no deadline here is finer. */
    private static final Duration TICK = Duration.ofMillis(50);

    private static final int WHEEL_TICKS = 1_024;

    /** What sockets, loops and buffers were made with. */
    private final SocketSettings settings;

    private final HashedWheelTimer timer;
    private final EventLoops loops;
    private final Map<EventLoop, Lane> laneOf = new HashMap<>();
    private final Surroundings around;
    private final OriginPolicy origins;
    private final ListenerTls tls;
    private final SocketCounters counters;
    private final ChannelGroup channels = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE, true);
    private final AtomicBoolean draining = new AtomicBoolean();
    private final AtomicReference<@Nullable CompletableFuture<Void>> stopped = new AtomicReference<>();
    private final Paces paces;
    private @Nullable Channel listener;

    /**
     * What the server is given.
     *
     * @param slotOf the session slot of a user, as the engine counts them in {@code SlotMoved}
     * @param meters where the sockets count what they do
     * @param traces what they tell of single messages
     */
    public record Ports(
            Engine engine,
            TokenVerifier tokens,
            UserDirectory users,
            OriginPolicy origins,
            Revocations revocations,
            ToIntFunction<UserId> slotOf,
            ListenerTls tls,
            MeterRegistry meters,
            MessageTraces traces) {}

    /** @param spawn starts the hub, the actor through which the engine reaches this server's connections */
    public WebSocketServer(
            LiveSettings live,
            FrameCodec codec,
            Ports ports,
            Clock clock,
            Function<Behavior<HubProtocol.Message>, ActorRef<HubProtocol.Message>> spawn) {
        this.settings = live.current();
        this.origins = ports.origins();
        this.tls = ports.tls();
        this.counters = new SocketCounters(ports.meters(), ports.traces(), clock);
        this.timer = new HashedWheelTimer(
                new DefaultThreadFactory("parley-wheel", true),
                TICK.toMillis(),
                TimeUnit.MILLISECONDS,
                WHEEL_TICKS,
                false);
        this.loops = new EventLoops(settings, counters);
        LongSupplier nanoTime = System::nanoTime;
        this.around = new Surroundings(
                ports.engine(),
                spawn.apply(ConnectionHub.create(loops.lanes(), counters)),
                ports.tokens(),
                ports.users(),
                ports.slotOf(),
                codec,
                live,
                new Admission(() -> live.current().admission(), nanoTime, counters),
                new Greetings(settings.admission(), timer, counters.limits.greetings),
                new Surroundings.Time(clock, nanoTime, timer),
                counters);
        Gauge.builder("parley.socket.greetings.waiting", around.greetings(), Greetings::waiting)
                .register(ports.meters());
        this.paces = new Paces(loops.lanes(), () -> live.current().moves(), around.time(), counters);
        loops.lanes().forEach(lane -> laneOf.put(lane.loop(), lane));
        ports.revocations().subscribe(this::onRevoked);
        ports.engine().attach(around.hub());
    }

    /** Begins to listen. Completes with the address, or fails when it is taken. */
    public CompletionStage<InetSocketAddress> start() {
        CompletableFuture<InetSocketAddress> started = new CompletableFuture<>();
        ChannelFuture bound =
                bootstrap().bind(settings.listener().host(), settings.listener().port());
        var unused = bound.addListener(done -> {
            if (done.isSuccess()) {
                listener = bound.channel();
                paces.start();
                log.info(
                        "sockets open address={} lanes={}",
                        bound.channel().localAddress(),
                        loops.lanes().size());
                started.complete((InetSocketAddress) bound.channel().localAddress());
            } else {
                started.completeExceptionally(done.cause());
            }
        });
        return started;
    }

    /**
     * Lets nobody in any more, and asks the connections, in waves, to go elsewhere. Completes when all have gone, or when the
     * time is over; what is still there is closed by {@link #stop}.
     */
    public CompletionStage<Void> drain(Duration within) {
        draining.set(true);
        return paces.drain(within);
    }

    /** Ends everything, once. Connections are closed with 1012 after a drain, with 1001 otherwise. */
    public CompletionStage<Void> stop() {
        CompletableFuture<Void> mine = new CompletableFuture<>();
        CompletableFuture<Void> before = stopped.compareAndExchange(null, mine);
        if (before != null) {
            return before;
        }
        var unused = stopNow().whenComplete((done, failure) -> mine.complete(null));
        return mine;
    }

    private CompletionStage<Void> stopNow() {
        CloseCode code = draining.getAndSet(true) ? CloseCode.RESTART : CloseCode.GOING_AWAY;
        if (listener != null) {
            var unused = listener.close();
        }
        paces.stop();
        loops.lanes().forEach(lane -> lane.each(connection -> connection.close(code)));
        CompletableFuture<Void> said = new CompletableFuture<>();
        timer.newTimeout(timeout -> said.complete(null), 2 * TICK.toMillis(), TimeUnit.MILLISECONDS);
        return said.thenCompose(done -> {
                    var unused = channels.close();
                    return loops.stop();
                })
                .thenRun(this::stopTimer);
    }

    /** How the hub is to be started: what waits for it is bounded. */
    public static Props hubMailbox() {
        return MailboxSelector.fromConfig(ConnectionHub.MAILBOX);
    }

    /** Has a task run by the hub when all that waits for it is done. */
    public void probeHub(Runnable task) {
        around.hub().tell(new ConnectionHub.Probe(task));
    }

    /** Has a task run by each event loop when all that waits for it is done. */
    public void probeEventLoops(Runnable task) {
        loops.lanes().forEach(lane -> lane.post(task));
    }

    public SocketCounters counters() {
        return counters;
    }

    private void stopTimer() {
        var unprocessed = timer.stop();
        log.info("sockets closed timeoutsLeft={}", unprocessed.size());
    }

    private void onRevoked(UserId user, DeviceId device) {
        loops.lanes()
                .forEach(lane -> lane.each(connection -> {
                    if (connection.isOf(user, device)) {
                        connection.close(CloseCode.REVOKED);
                    }
                }));
    }

    private ServerBootstrap bootstrap() {
        SocketSettings.Outbound outbound = settings.outbound();
        ServerBootstrap bootstrap = new ServerBootstrap()
                .group(loops.accepting(), loops.serving())
                .channel(EventLoops.channelType())
                .option(ChannelOption.SO_BACKLOG, settings.listener().backlog())
                .option(ChannelOption.SO_REUSEADDR, true)
                .handler(new Arrivals(settings.listener(), around.time().nanoTime(), counters.limits.accepts))
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(
                        ChannelOption.WRITE_BUFFER_WATER_MARK,
                        new WriteBufferWaterMark(outbound.writeBufferLow(), outbound.writeBufferHigh()))
                .childHandler(new Initializer());
        if (settings.listener().sendBufferBytes() > 0) {
            bootstrap.childOption(ChannelOption.SO_SNDBUF, settings.listener().sendBufferBytes());
        }
        return bootstrap;
    }

    private SslHandler secured() {
        SslHandler handler = new SslHandler(tls.newEngine());
        handler.setHandshakeTimeoutMillis(tls.handshakeTimeout().toMillis());
        var unused = handler.handshakeFuture().addListener(done -> {
            if (done.cause() instanceof SslHandshakeTimeoutException) {
                tls.countLate();
            } else if (!done.isSuccess()) {
                tls.countFailed();
            }
        });
        return handler;
    }

    /** Counts the socket, and turns it away at once when there are too many. */
    private final class Initializer extends ChannelInitializer<SocketChannel> {

        @Override
        protected void initChannel(SocketChannel channel) {
            if (counters.open.incrementAndGet() > settings.listener().connectionsMax()) {
                counters.open.decrementAndGet();
                counters.refused.increment();
                counters.limits.connections.increment();
                var unused = channel.close();
                return;
            }
            counters.accepted.increment();
            channels.add(channel);
            var unused = channel.closeFuture().addListener(closed -> counters.open.decrementAndGet());
            Lane lane = laneOf.get(channel.eventLoop());
            if (lane == null) {
                throw new IllegalStateException("event loop: unknown (expected: one of the lanes)");
            }
            if (tls.isOn()) {
                channel.pipeline().addLast(secured());
            }
            channel.pipeline()
                    .addLast(new HttpServerCodec(HTTP_LINE_BYTES_MAX, HTTP_HEADER_BYTES_MAX, HTTP_BODY_BYTES_MAX))
                    .addLast(new HttpObjectAggregator(HTTP_BODY_BYTES_MAX))
                    .addLast(new HandshakeHandler(lane, around, origins, draining::get));
        }
    }
}
