package parley.gateway.ws;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.netty.handler.codec.http.cookie.Cookie;
import io.netty.handler.codec.http.cookie.ServerCookieDecoder;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshaker;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshakerFactory;
import io.netty.util.Timeout;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import parley.gateway.auth.OriginPolicy;

/**
 * The HTTP request with which a WebSocket begins: its path, whether it may come in, where the page comes from that made it, and
 * the cookie it may carry. One a connection; replaced by {@link SocketHandler}.
 */
final class HandshakeHandler extends SimpleChannelInboundHandler<FullHttpRequest> {

    static final String PATH = "/v1/socket";
    static final String COOKIE = "parley_access";

    private static final Logger log = LoggerFactory.getLogger(HandshakeHandler.class);
    private static final int RETRY_AFTER_DRAIN_MS = 5_000;

    private final Lane lane;
    private final Surroundings around;
    private final OriginPolicy origins;
    private final BooleanSupplier draining;
    private @Nullable Timeout timeout;

    HandshakeHandler(Lane lane, Surroundings around, OriginPolicy origins, BooleanSupplier draining) {
        this.lane = lane;
        this.around = around;
        this.origins = origins;
        this.draining = draining;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        Channel channel = context.channel();
        timeout = around.time()
                .timer()
                .newTimeout(
                        expired -> lane.post(() -> close(channel)),
                        around.settings().timing().helloTimeout().toMillis(),
                        TimeUnit.MILLISECONDS);
        context.fireChannelActive();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        if (timeout != null) {
            timeout.cancel();
        }
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
        HttpResponseStatus wrong = whatIsWrongWith(request);
        if (wrong != null) {
            refuse(context, wrong, 0);
            return;
        }
        InetAddress address = addressOf(context.channel().remoteAddress());
        if (draining.getAsBoolean()) {
            refuse(context, HttpResponseStatus.SERVICE_UNAVAILABLE, RETRY_AFTER_DRAIN_MS);
            return;
        }
        long retryAfterMs = around.admission().retryAfterMs(address);
        if (retryAfterMs > 0) {
            refuse(context, HttpResponseStatus.TOO_MANY_REQUESTS, retryAfterMs);
            return;
        }
        upgrade(context, request, address);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        log.debug("handshake failed cause={}", cause.toString());
        close(context.channel());
    }

    private static @Nullable HttpResponseStatus whatIsWrongWith(FullHttpRequest request) {
        if (request.decoderResult().isFailure()) {
            return HttpResponseStatus.BAD_REQUEST;
        }
        if (!new QueryStringDecoder(request.uri()).rawPath().equals(PATH)) {
            return HttpResponseStatus.NOT_FOUND;
        }
        if (!request.method().equals(HttpMethod.GET)) {
            return HttpResponseStatus.METHOD_NOT_ALLOWED;
        }
        HttpHeaders headers = request.headers();
        boolean upgrades = headers.containsValue(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE, true)
                && headers.containsValue(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET, true);
        if (!upgrades) {
            return HttpResponseStatus.UPGRADE_REQUIRED;
        }
        boolean version13 = headers.contains(HttpHeaderNames.SEC_WEBSOCKET_VERSION, "13", false);
        if (!version13 || headers.get(HttpHeaderNames.SEC_WEBSOCKET_KEY) == null) {
            return version13 ? HttpResponseStatus.BAD_REQUEST : HttpResponseStatus.UPGRADE_REQUIRED;
        }
        return null;
    }

    private void upgrade(ChannelHandlerContext context, FullHttpRequest request, InetAddress address) {
        String origin = request.headers().get(HttpHeaderNames.ORIGIN);
        boolean allowed = origin != null && origins.allows(origin, hostOf(request));
        String cookieToken = allowed ? cookieOf(request) : null;
        WebSocketServerHandshaker handshaker = handshaker(request);
        Channel channel = context.channel();
        SocketHandler socket = new SocketHandler(lane, around, channel, address, cookieToken);
        var unused = handshaker.handshake(channel, request).addListener(done -> {
            if (!done.isSuccess() || !channel.isActive()) {
                close(channel);
                return;
            }
            channel.pipeline().replace(this, "socket", socket);
            channel.pipeline().remove("wsencoder");
            socket.start();
            if (origin != null && !allowed) {
                log.debug("origin refused origin={}", origin);
                socket.connection().close(CloseCode.ORIGIN);
            }
        });
    }

    private WebSocketServerHandshaker handshaker(FullHttpRequest request) {
        WebSocketDecoderConfig config = WebSocketDecoderConfig.newBuilder()
                .maxFramePayloadLength(around.codec().limits().frameBytesMax())
                .expectMaskedFrames(true)
                .allowMaskMismatch(false)
                .allowExtensions(false)
                .closeOnProtocolViolation(false)
                .withUTF8Validator(false)
                .build();
        return new WebSocketServerHandshakerFactory(PATH, null, config).newHandshaker(request);
    }

    private static String hostOf(FullHttpRequest request) {
        return request.headers().get(HttpHeaderNames.HOST, "");
    }

    private static @Nullable String cookieOf(FullHttpRequest request) {
        String header = request.headers().get(HttpHeaderNames.COOKIE);
        if (header == null) {
            return null;
        }
        return ServerCookieDecoder.STRICT.decode(header).stream()
                .filter(cookie -> cookie.name().equals(COOKIE))
                .map(Cookie::value)
                .findFirst()
                .orElse(null);
    }

    private static void close(Channel channel) {
        var unused = channel.close();
    }

    private static InetAddress addressOf(@Nullable SocketAddress address) {
        return address instanceof InetSocketAddress internet ? internet.getAddress() : InetAddress.getLoopbackAddress();
    }

    private void refuse(ChannelHandlerContext context, HttpResponseStatus status, long retryAfterMs) {
        around.counters().refused.increment();
        FullHttpResponse response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status);
        response.headers()
                .set(HttpHeaderNames.CONTENT_LENGTH, 0)
                .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        if (retryAfterMs > 0) {
            response.headers().set(HttpHeaderNames.RETRY_AFTER, (retryAfterMs + 999) / 1000);
        }
        if (status.equals(HttpResponseStatus.UPGRADE_REQUIRED)) {
            response.headers()
                    .set(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET)
                    .set(HttpHeaderNames.SEC_WEBSOCKET_VERSION, "13");
        }
        var unused = context.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE);
    }
}
