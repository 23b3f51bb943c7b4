package parley.loadtests.bench;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
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
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;

/**
 * The least that a broadcast over WebSocket can cost: one thread, one frame that was encoded before, one write and flush for each socket. Each
 * text frame that comes is a number, and so many times the frame goes to everybody. Prints its port; ends with its standard input.
 */
final class Broadcast extends SimpleChannelInboundHandler<TextWebSocketFrame> {

    /** As long as the push of a short message. */
    static final int PAYLOAD_BYTES = 300;

    static final int FRAME_BYTES = PAYLOAD_BYTES + 4;

    private static final int SOCKETS_WAITING = 4096;

    private final List<Channel> everybody;
    private final ByteBuf frame;

    private Broadcast(List<Channel> everybody, ByteBuf frame) {
        this.everybody = everybody;
        this.frame = frame;
    }

    public static void main(String[] arguments) throws Exception {
        // The single thread of the group is the only one that touches the list.
        List<Channel> everybody = new ArrayList<>();
        ByteBuf frame = Unpooled.unreleasableBuffer(encoded());
        MultiThreadIoEventLoopGroup thread = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
        Channel server = new ServerBootstrap()
                .group(thread)
                .channel(NioServerSocketChannel.class)
                .option(ChannelOption.SO_BACKLOG, SOCKETS_WAITING)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        channel.pipeline()
                                .addLast(new HttpServerCodec(), new HttpObjectAggregator(4096))
                                .addLast(new WebSocketServerProtocolHandler("/"))
                                .addLast(new Broadcast(everybody, frame));
                    }
                })
                .bind(InetAddress.getLoopbackAddress(), 0)
                .sync()
                .channel();
        System.out.println(((InetSocketAddress) server.localAddress()).getPort());
        while (System.in.read() >= 0) {
            // Nothing is said; it ends when the parent does.
        }
        System.exit(0);
    }

    private static ByteBuf encoded() {
        ByteBuf frame = Unpooled.directBuffer(FRAME_BYTES);
        frame.writeByte(0x81).writeByte(126).writeShort(PAYLOAD_BYTES);
        for (int i = 0; i < PAYLOAD_BYTES; i++) {
            frame.writeByte('a' + i % 26);
        }
        return frame;
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof WebSocketServerProtocolHandler.HandshakeComplete) {
            everybody.add(context.channel());
        }
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, TextWebSocketFrame text) {
        int times = Integer.parseInt(text.text());
        for (int i = 0; i < times; i++) {
            for (Channel channel : everybody) {
                // Beneath the encoder of frames: this is one.
                var unused = channel.pipeline().firstContext().writeAndFlush(frame.duplicate());
            }
        }
    }
}
