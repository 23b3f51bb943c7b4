package parley.sdk;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.SingleThreadIoEventLoop;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolConfig;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler;
import io.netty.handler.codec.http.websocketx.WebSocketFrameAggregator;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.Future;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Where all sockets of this JVM are, of whichever client: one daemon thread, there for as long as there is a socket and a moment longer.
 * A client has a thread already; to split and mask frames of a chat takes no second one for each, and the JDK's HTTP client has one for
 * all it does, too. Thread-safe.
 */
final class Network {

    /** A unit of a text takes three bytes at most. */
    private static final int TEXT_BYTES_MAX = 3 * Socket.TEXT_UNITS_MAX;

    private static final int HEADER_BYTES_MAX = 65_536;
    /** Of an answer that opens a socket, which has none. */
    private static final int BODY_BYTES_MAX = 1_024;
    /** Whoever connects again soon finds the thread; and a client has long been told of the end of a socket when it goes. */
    private static final long LINGERS_MS = 2_000;

    private static final int LOOKUPS_AT_ONCE = 8;
    /** Each socket looks up once; where lookups hang, sockets are given up and opened again, and more and more would wait. */
    private static final int LOOKUPS_WAITING_MAX = 10_000;
    /** To look a name up may take long, and there is one thread for all sockets. */
    private static final ExecutorService NAMES = names();

    private static @Nullable EventLoop shared;
    private static int sockets;
    private static long opened;

    private Network() {}

    /**
     * A socket that is being opened.
     *
     * @param ended completed when it is no more, or could not be opened
     */
    record Opening(Channel channel, CompletableFuture<Void> ended) {}

    /** What the server said instead of opening a socket, as an event in the pipeline. */
    record Refused(int status, @Nullable String retryAfter) {}

    /**
     * Begins to open one, as {@code client} would: with its proxy, trust and patience.
     *
     * @param receiver told of the handshake or {@link Refused}, then of whole text, binary and close frames
     * @throws IllegalArgumentException if the address is that of no socket
     */
    static Opening open(URI address, HttpClient client, Duration within, ChannelHandler receiver) {
        var route = Route.to(address, client);
        Duration patience = client.connectTimeout()
                .filter(shorter -> shorter.compareTo(within) < 0)
                .orElse(within);
        var pipeline = new Pipeline(route, route.tls(client, within), socket(address, within), receiver);
        EventLoop loop = enter();
        ChannelFuture registered = new Bootstrap()
                .group(loop)
                .channel(NioSocketChannel.class)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) millis(patience))
                .option(ChannelOption.TCP_NODELAY, true)
                .handler(pipeline)
                .register();
        Channel channel = registered.channel();
        var ended = new CompletableFuture<Void>();
        registered.addListener(done -> {
            if (!done.isSuccess()) {
                ended.complete(null);
            }
        });
        // A moment later: who ended it may be about to say why.
        channel.closeFuture().addListener(done -> loop.execute(() -> ended.complete(null)));
        try {
            NAMES.execute(() -> connect(channel, route));
        } catch (RejectedExecutionException e) {
            // Too many wait already: it ends like one whose server is not reached.
            cut(channel);
        }
        return new Opening(channel, ended.thenRun(() -> leave(loop)));
    }

    private static void connect(Channel channel, Route route) {
        if (channel.isOpen()) {
            // Fails where the name is unknown, too.
            channel.connect(route.address()).addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
        }
    }

    private static ExecutorService names() {
        var names = new ThreadPoolExecutor(
                LOOKUPS_AT_ONCE,
                LOOKUPS_AT_ONCE,
                LINGERS_MS,
                TimeUnit.MILLISECONDS,
                new LinkedBlockingQueue<>(LOOKUPS_WAITING_MAX),
                new DefaultThreadFactory("parley-sdk-names", true));
        names.allowCoreThreadTimeOut(true);
        return names;
    }

    /** Ends a socket without a word to the other side, which may not listen. */
    static void cut(Channel channel) {
        ChannelHandlerContext first = channel.pipeline().firstContext();
        // The handlers behind it would say something first.
        ChannelFuture unused = first == null ? channel.close() : first.close();
    }

    private static WebSocketClientProtocolConfig socket(URI address, Duration within) {
        return WebSocketClientProtocolConfig.newBuilder()
                .webSocketUri(address)
                .maxFramePayloadLength(TEXT_BYTES_MAX)
                .handshakeTimeoutMillis(millis(within))
                // Browsers have an origin, and are asked for it.
                .generateOriginHeader(false)
                .handleCloseFrames(false)
                .sendCloseFrame(null)
                .build();
    }

    static long millis(Duration time) {
        return Math.max(1, Math.min(Integer.MAX_VALUE, time.toMillis()));
    }

    private static synchronized EventLoop enter() {
        EventLoop loop = shared;
        if (loop == null) {
            // No group: whoever waited for its end would need another thread.
            loop = new SingleThreadIoEventLoop(
                    null, new DefaultThreadFactory("parley-sdk-network", true), NioIoHandler.newFactory());
            shared = loop;
        }
        sockets++;
        opened++;
        return loop;
    }

    private static synchronized void leave(EventLoop loop) {
        sockets--;
        if (sockets == 0) {
            long last = opened;
            Future<?> unused = loop.schedule(() -> end(loop, last), LINGERS_MS, TimeUnit.MILLISECONDS);
        }
    }

    /** Unless somebody came since. */
    private static synchronized void end(EventLoop loop, long last) {
        if (opened == last) {
            shared = null;
            Future<?> unused = loop.shutdownGracefully(0, 0, TimeUnit.SECONDS);
        }
    }

    /** From bytes to whole frames. */
    private static final class Pipeline extends ChannelInitializer<SocketChannel> {

        private final Route route;
        private final @Nullable SslHandler tls;
        private final WebSocketClientProtocolConfig socket;
        private final ChannelHandler receiver;

        Pipeline(Route route, @Nullable SslHandler tls, WebSocketClientProtocolConfig socket, ChannelHandler receiver) {
            this.route = route;
            this.tls = tls;
            this.socket = socket;
            this.receiver = receiver;
        }

        @Override
        protected void initChannel(SocketChannel channel) {
            if (route.proxy() != null) {
                var proxied = new HttpClientCodec();
                channel.pipeline().addLast(proxied, new Tunnel(route.authority(), proxied));
            }
            if (tls != null) {
                channel.pipeline().addLast(tls);
            }
            var config = new HttpDecoderConfig().setMaxHeaderSize(HEADER_BYTES_MAX);
            channel.pipeline()
                    .addLast(new HttpClientCodec(config, false, false))
                    .addLast(new Answer(), new HttpObjectAggregator(BODY_BYTES_MAX))
                    .addLast(new WebSocketClientProtocolHandler(socket))
                    .addLast(new WebSocketFrameAggregator(TEXT_BYTES_MAX))
                    .addLast(receiver);
        }
    }

    /** Looks for what the server says instead of opening a socket, before anything reads the page that comes with it. */
    private static final class Answer extends ChannelInboundHandlerAdapter {

        private boolean refused;

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            if (message instanceof HttpResponse answer
                    && !answer.status().equals(HttpResponseStatus.SWITCHING_PROTOCOLS)) {
                refused = true;
                String retryAfter = answer.headers().get(HttpHeaderNames.RETRY_AFTER);
                context.fireUserEventTriggered(new Refused(answer.status().code(), retryAfter));
                ChannelFuture unused = context.close();
            }
            if (refused) {
                ReferenceCountUtil.release(message);
            } else {
                context.fireChannelRead(message);
            }
        }
    }
}
