package parley.loadtests.client;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolConfig;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler;
import io.netty.handler.codec.http.websocketx.WebSocketFrameAggregator;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.Future;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;

/**
 * The WebSockets of a process, on one thread. Netty's, and not those of the JDK: these do not tell of an end without a close frame that
 * comes before the frame ahead of it was dealt with, so a client would go on with a node that is dead until the silence is too long.
 * Thread-safe.
 */
public final class Network implements AutoCloseable {

    private static final int HANDSHAKE_BYTES_MAX = 8192;
    private static final int FRAME_BYTES_MAX = 1 << 20;
    private static final int PORT = 80;
    private static final int TLS_PORT = 443;
    private static final Duration END_WITHIN = Duration.ofSeconds(5);

    private final EventLoopGroup loop;
    private final Bootstrap bootstrap;
    private final Duration handshakeTimeout;

    /** Gives up a connection after a time, and its handshake after the same time again. */
    public Network(String name, Duration connectTimeout) {
        handshakeTimeout = connectTimeout;
        loop = newLoop(name);
        bootstrap = bootstrap(loop, connectTimeout);
    }

    /** One daemon thread: native epoll where there is one, which costs less than Java's selectors. */
    public static EventLoopGroup newLoop(String name) {
        IoHandlerFactory handlers = Epoll.isAvailable() ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
        return new MultiThreadIoEventLoopGroup(1, new DefaultThreadFactory(name, true), handlers);
    }

    /** For connections on a loop made here. */
    public static Bootstrap bootstrap(EventLoopGroup loop, Duration connectTimeout) {
        Bootstrap bootstrap = new Bootstrap()
                .group(loop)
                .channel(Epoll.isAvailable() ? EpollSocketChannel.class : NioSocketChannel.class)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, Math.toIntExact(connectTimeout.toMillis()))
                .option(ChannelOption.TCP_NODELAY, true);
        // Whoever connects from an address of its own gets a port when it is known where to: looking for one that
        // nobody has had lately
        // takes milliseconds once there were tens of thousands.
        return Epoll.isAvailable() ? bootstrap.option(EpollChannelOption.IP_BIND_ADDRESS_NO_PORT, true) : bootstrap;
    }

    /**
     * Begins to open a WebSocket. The receiver is told of its handshake, then of whole text, binary and close frames; pings are answered.
     * The handshake has failed when the channel ends without it.
     *
     * @param url {@code ws} or {@code wss}, whose certificate must be valid for the host
     */
    ChannelFuture connect(URI url, ChannelHandler receiver) {
        boolean tls = url.getScheme().equals("wss");
        int port = url.getPort() < 0 ? tls ? TLS_PORT : PORT : url.getPort();
        WebSocketClientProtocolConfig socket = WebSocketClientProtocolConfig.newBuilder()
                .webSocketUri(url)
                .maxFramePayloadLength(FRAME_BYTES_MAX)
                .handleCloseFrames(false)
                .handshakeTimeoutMillis(handshakeTimeout.toMillis())
                .build();
        return bootstrap
                .clone()
                .handler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) throws SSLException {
                        if (tls) {
                            channel.pipeline().addLast(trusting().newHandler(channel.alloc(), url.getHost(), port));
                        }
                        channel.pipeline()
                                .addLast(new HttpClientCodec(), new HttpObjectAggregator(HANDSHAKE_BYTES_MAX))
                                .addLast(new WebSocketClientProtocolHandler(socket))
                                .addLast(new WebSocketFrameAggregator(FRAME_BYTES_MAX))
                                .addLast(receiver);
                    }
                })
                .connect(url.getHost(), port);
    }

    private static SslContext trusting() throws SSLException {
        return SslContextBuilder.forClient().build();
    }

    /** Ends all connections. */
    @Override
    public void close() {
        Future<?> unused = loop.shutdownGracefully(0, END_WITHIN.toSeconds(), TimeUnit.SECONDS);
    }
}
