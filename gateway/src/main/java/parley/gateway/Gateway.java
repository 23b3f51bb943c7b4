package parley.gateway;

import akka.actor.typed.ActorSystem;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import parley.engine.client.PushEncoder;
import parley.engine.meter.MailboxAge;
import parley.gateway.wire.FrameCodec;
import parley.gateway.wire.WirePushEncoder;
import parley.gateway.ws.LiveSettings;
import parley.gateway.ws.SocketCounters;
import parley.gateway.ws.WebSocketServer;

/**
 * The socket side of a node, put together. Started once, then drained and stopped by whoever ends the node, in this order.
 * Thread-safe.
 */
public final class Gateway {

    private static final String HUB = "connection-hub";

    private final WebSocketServer sockets;
    private final LiveSettings live;

    private Gateway(WebSocketServer sockets, LiveSettings live) {
        this.sockets = sockets;
        this.live = live;
    }

    /** What the engine encodes its pushes with; made before the engine is. */
    public static PushEncoder pushEncoder(GatewaySettings settings, Clock clock) {
        return new WirePushEncoder(new FrameCodec(settings.limits()), clock);
    }

    /** Makes the sockets' side; nothing listens before {@link #start}. */
    public static Gateway create(
            ActorSystem<?> system, GatewaySettings settings, WebSocketServer.Ports ports, Clock clock) {
        LiveSettings live = LiveSettings.of(settings.socket(), system.settings().config());
        WebSocketServer sockets = new WebSocketServer(
                live,
                new FrameCodec(settings.limits()),
                ports,
                clock,
                behavior -> system.systemActorOf(behavior, HUB, WebSocketServer.hubMailbox()));
        MailboxAge.measure(system, "hub", ports.meters(), System::nanoTime, sockets::probeHub);
        MailboxAge.measure(system, "event_loop", ports.meters(), System::nanoTime, sockets::probeEventLoops);
        return new Gateway(sockets, live);
    }

    /** Completes with the address that clients connect to, or fails when it is taken. */
    public CompletionStage<InetSocketAddress> start() {
        return sockets.start();
    }

    /** Lets nobody in any more and asks the connections to go elsewhere; completes at the latest after {@code within}. */
    public CompletionStage<Void> drain(Duration within) {
        return sockets.drain(within);
    }

    /** Closes what is still open. */
    public CompletionStage<Void> stop() {
        return sockets.stop();
    }

    /** What can be changed while it runs. */
    public LiveSettings live() {
        return live;
    }

    public SocketCounters counters() {
        return sockets.counters();
    }
}
