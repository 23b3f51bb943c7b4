package parley.loadtests.storm;

import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketClientHandshaker;
import io.netty.handler.codec.http.websocketx.WebSocketClientHandshakerFactory;
import io.netty.handler.codec.http.websocketx.WebSocketVersion;
import java.io.IOException;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/** One WebSocket: its handshake, then whole text frames to the client. */
final class LeanSocket extends SimpleChannelInboundHandler<Object> {

    private static final int FRAME_BYTES_MAX = 65_536;
    private static final int NO_STATUS = 1005;

    private final LeanClient client;
    private @Nullable WebSocketClientHandshaker handshaker;

    LeanSocket(URI uri, LeanClient client) {
        this.client = client;
        this.handshaker = WebSocketClientHandshakerFactory.newHandshaker(
                uri, WebSocketVersion.V13, null, false, new DefaultHttpHeaders(), FRAME_BYTES_MAX);
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        if (handshaker != null) {
            ChannelFuture unused = handshaker.handshake(context.channel());
        }
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, Object message) throws IOException {
        if (message instanceof FullHttpResponse response && handshaker != null) {
            onHandshake(context, handshaker, response);
        } else if (message instanceof TextWebSocketFrame frame && frame.isFinalFragment()) {
            client.onFrame(context.channel(), Inbound.parse(ByteBufUtil.getBytes(frame.content())));
        } else if (message instanceof CloseWebSocketFrame close) {
            client.onCloseFrame(close.statusCode() < 0 ? NO_STATUS : close.statusCode());
            Fleet.close(context.channel());
        } else if (message instanceof PingWebSocketFrame ping) {
            ChannelFuture unused =
                    context.writeAndFlush(new PongWebSocketFrame(ping.content().retain()));
        } else if (!(message instanceof PongWebSocketFrame)) {
            throw new IOException("unexpected " + message.getClass().getSimpleName());
        }
    }

    private void onHandshake(
            ChannelHandlerContext context, WebSocketClientHandshaker waiting, FullHttpResponse response) {
        handshaker = null;
        if (response.status().equals(HttpResponseStatus.SWITCHING_PROTOCOLS)) {
            waiting.finishHandshake(context.channel(), response);
            client.onOpen(context.channel());
            return;
        }
        client.onRefused(response.status().code(), response.headers().getInt(HttpHeaderNames.RETRY_AFTER, 0));
        Fleet.close(context.channel());
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        client.onDown(context.channel());
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        client.onFailure(cause);
        Fleet.close(context.channel());
    }
}
