package parley.loadtests.drive;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler;
import io.netty.handler.flush.FlushConsolidationHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;

/** A WebSocket server on one thread that sends every frame back: the yardstick for the driver and for servers. */
public final class Echo implements AutoCloseable {

    private static final int HANDSHAKE_BYTES_MAX = 8192;
    private static final int BACKLOG = 4096;

    private final MultiThreadIoEventLoopGroup group =
            new MultiThreadIoEventLoopGroup(1, new DefaultThreadFactory("echo", true), NioIoHandler.newFactory());
    private final InetSocketAddress address;

    private Echo(int port) {
        ChannelFuture bound = new ServerBootstrap()
                .group(group)
                .channel(NioServerSocketChannel.class)
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .childHandler(new Pipeline())
                .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
                .syncUninterruptibly();
        address = (InetSocketAddress) bound.channel().localAddress();
    }

    /** Listens on a port of the loopback address; 0 takes a free one. */
    public static Echo start(int port) {
        return new Echo(port);
    }

    /** Where it is, for {@code --ws}. */
    public String url() {
        return "ws://127.0.0.1:" + address.getPort() + "/echo";
    }

    /** Runs until it is killed; the argument is the port. */
    public static void main(String[] arguments) throws InterruptedException {
        try (Echo echo = start(Options.number("port", arguments.length == 1 ? arguments[0] : "", 0, 65_535))) {
            System.out.println("echo: " + echo.url());
            echo.group.terminationFuture().await();
        }
    }

    @Override
    public void close() {
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }

    private static final class Pipeline extends ChannelInitializer<SocketChannel> {
        @Override
        protected void initChannel(SocketChannel channel) {
            channel.config().setTcpNoDelay(true);
            channel.pipeline()
                    .addLast(new FlushConsolidationHandler())
                    .addLast(new HttpServerCodec(), new HttpObjectAggregator(HANDSHAKE_BYTES_MAX))
                    .addLast(new WebSocketServerProtocolHandler("/echo"))
                    .addLast(new Back());
        }
    }

    private static final class Back extends SimpleChannelInboundHandler<WebSocketFrame> {
        @Override
        protected void channelRead0(ChannelHandlerContext context, WebSocketFrame frame) {
            ChannelFuture unused = context.writeAndFlush(frame.retain());
        }
    }
}
