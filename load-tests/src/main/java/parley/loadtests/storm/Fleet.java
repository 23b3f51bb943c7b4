package parley.loadtests.storm;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.util.HashedWheelTimer;
import io.netty.util.Timeout;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import parley.loadtests.client.Network;

/** What many lean clients share: one event loop, one wheel for every wait, the nodes' sockets, counters. */
final class Fleet implements AutoCloseable {

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
    private static final int HANDSHAKE_BYTES_MAX = 8192;
    private static final int TICK_MS = 20;
    private static final Duration END_WITHIN = Duration.ofSeconds(5);

    private final EventLoopGroup group;
    private final EventLoop loop;
    private final HashedWheelTimer timer;
    private final List<URI> sockets;
    private final Counters counters = new Counters();
    private final RandomGenerator random = new Random();
    private final Bootstrap bootstrap;

    /** Reaches the nodes at their sockets' addresses, such as {@code ws://127.0.0.1:8090/v1/socket}. */
    Fleet(String name, List<URI> sockets) {
        this.sockets = List.copyOf(sockets);
        this.group = Network.newLoop(name + "-loop");
        this.loop = group.next();
        this.timer =
                new HashedWheelTimer(new DefaultThreadFactory(name + "-timer", true), TICK_MS, TimeUnit.MILLISECONDS);
        this.bootstrap = Network.bootstrap(group, CONNECT_TIMEOUT);
    }

    EventLoop loop() {
        return loop;
    }

    Counters counters() {
        return counters;
    }

    RandomGenerator random() {
        return random;
    }

    /** Runs a task on the event loop after a time, unless the fleet is closed by then. */
    Timeout after(long delayMs, Runnable task) {
        return timer.newTimeout(
                fired -> {
                    if (!loop.isShuttingDown()) {
                        loop.execute(task);
                    }
                },
                delayMs,
                TimeUnit.MILLISECONDS);
    }

    /** How many nodes further one of the others is: any of them, or the next would have them all. */
    int another() {
        return sockets.size() < 2 ? 0 : 1 + random.nextInt(sockets.size() - 1);
    }

    /** Opens a socket to a node; {@code node} counts on past the last. The client hears of it, and of its end. */
    ChannelFuture connect(int node, LeanClient client) {
        URI uri = sockets.get(Math.floorMod(node, sockets.size()));
        return bootstrap
                .clone()
                .handler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        channel.pipeline()
                                .addLast(new HttpClientCodec(), new HttpObjectAggregator(HANDSHAKE_BYTES_MAX))
                                .addLast(new LeanSocket(uri, client));
                    }
                })
                .connect(uri.getHost(), uri.getPort());
    }

    static void close(Channel channel) {
        ChannelFuture unused = channel.close();
    }

    /** Ends all connections. */
    @Override
    public void close() {
        // What still runs on the loop may want to wait for something.
        group.shutdownGracefully(0, END_WITHIN.toSeconds(), TimeUnit.SECONDS)
                .awaitUninterruptibly(END_WITHIN.toMillis());
        timer.stop();
    }
}
