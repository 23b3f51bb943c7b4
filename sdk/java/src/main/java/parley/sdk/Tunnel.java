package parley.sdk;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;

/** Asks a proxy for a way to the server, and goes: those that follow in the pipeline hear that they are connected when they are. */
final class Tunnel extends ChannelInboundHandlerAdapter {

    private final String authority;
    private final HttpClientCodec codec;
    private boolean granted;

    /** @param codec which stands before this, and goes with it */
    Tunnel(String authority, HttpClientCodec codec) {
        this.authority = authority;
        this.codec = codec;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        var request =
                new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.CONNECT, authority, Unpooled.EMPTY_BUFFER);
        request.headers().set(HttpHeaderNames.HOST, authority);
        ChannelFuture unused = context.writeAndFlush(request);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        try {
            if (message instanceof HttpResponse answer) {
                granted = answer.status().codeClass() == HttpStatusClass.SUCCESS;
            }
            if (!granted) {
                ChannelFuture unused = context.close();
            } else if (message instanceof LastHttpContent) {
                context.pipeline().remove(codec);
                context.fireChannelActive();
                context.pipeline().remove(this);
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
    }
}
