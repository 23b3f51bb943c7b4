package parley.loadtests.client;

import com.fasterxml.jackson.databind.JsonNode;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolConfig;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A node that does what a test tells it: answers HTTP by a function, and hands each WebSocket to the test as a {@link Peer}. Listens on
 * a free port of 127.0.0.1. All waits end after five seconds with a failure.
 */
public final class ScriptedServer implements AutoCloseable {

    static final Duration PATIENCE = Duration.ofSeconds(5);

    private static final int FRAME_BYTES_MAX = 1 << 20;

    private static final WebSocketServerProtocolConfig SOCKET = WebSocketServerProtocolConfig.newBuilder()
            .websocketPath("/v1/socket")
            .maxFramePayloadLength(FRAME_BYTES_MAX)
            .sendCloseFrame(null)
            .handleCloseFrames(false)
            .build();

    private final MultiThreadIoEventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final BlockingQueue<Peer> accepted = new ArrayBlockingQueue<>(64);
    private final List<Peer> peers = new CopyOnWriteArrayList<>();
    private final Channel listening;
    private volatile Function<Request, Response> http = request -> new Response(404, "{\"code\":\"not_found\"}");

    /** A request over HTTP that is not the configuration. */
    public record Request(String method, String path, String body, String token) {}

    public record Response(int status, String body) {}

    public ScriptedServer() {
        this(0);
    }

    /** @param port 0 for any free one */
    public ScriptedServer(int port) {
        ServerBootstrap bootstrap = new ServerBootstrap()
                .group(loops)
                .channel(NioServerSocketChannel.class)
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        channel.pipeline()
                                .addLast(new HttpServerCodec(), new HttpObjectAggregator(FRAME_BYTES_MAX))
                                .addLast(new HttpAnswers())
                                .addLast(new WebSocketServerProtocolHandler(SOCKET))
                                .addLast(new Peers());
                    }
                });
        listening = bootstrap.bind("127.0.0.1", port).syncUninterruptibly().channel();
    }

    public int port() {
        return ((java.net.InetSocketAddress) listening.localAddress()).getPort();
    }

    public String url() {
        return "http://127.0.0.1:" + port();
    }

    /** Answers HTTP from now on; {@code GET /v1/config} is answered by itself. */
    public ScriptedServer answering(Function<Request, Response> answers) {
        http = answers;
        return this;
    }

    /** The next connection. */
    public Peer accept() throws InterruptedException {
        Peer peer = accepted.poll(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        if (peer == null) {
            throw new AssertionError("no connection within " + PATIENCE);
        }
        return peer;
    }

    /** The next connection, whenever it comes. */
    public Peer acceptPatiently() throws InterruptedException {
        return accepted.take();
    }

    /** The next connection, past its greeting with nothing in the chat list. */
    public Peer acceptAndGreet() throws InterruptedException {
        Peer peer = accept();
        peer.greet("[]", "[]");
        return peer;
    }

    @Override
    public void close() {
        if (loops.isShuttingDown()) {
            return;
        }
        peers.forEach(Peer::cut);
        listening.close().syncUninterruptibly();
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }

    private final class HttpAnswers extends SimpleChannelInboundHandler<FullHttpRequest> {
        @Override
        protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
            if (request.uri().equals("/v1/socket")) {
                context.fireChannelRead(request.retain());
                return;
            }
            Response response = request.uri().equals("/v1/config")
                    ? new Response(
                            200, "{\"socketUrl\":\"ws://127.0.0.1:" + port() + "/v1/socket\",\"version\":\"test\"}")
                    : http.apply(new Request(
                            request.method().name(),
                            request.uri(),
                            request.content().toString(StandardCharsets.UTF_8),
                            String.valueOf(request.headers().get("Authorization"))
                                    .replace("Bearer ", "")));
            DefaultFullHttpResponse answer = new DefaultFullHttpResponse(
                    HttpVersion.HTTP_1_1,
                    HttpResponseStatus.valueOf(response.status()),
                    Unpooled.copiedBuffer(response.body(), StandardCharsets.UTF_8));
            answer.headers()
                    .set(HttpHeaderNames.CONTENT_LENGTH, answer.content().readableBytes());
            ChannelFuture unused = context.writeAndFlush(answer);
        }
    }

    private final class Peers extends SimpleChannelInboundHandler<WebSocketFrame> {
        private final BlockingQueue<String> frames = new ArrayBlockingQueue<>(10_000);
        private final AtomicReference<Consumer<JsonNode>> taker = new AtomicReference<>(null);
        private @Nullable Peer peer;

        @Override
        public void userEventTriggered(ChannelHandlerContext context, Object event) throws Exception {
            if (event instanceof WebSocketServerProtocolHandler.HandshakeComplete) {
                Peer opened = new Peer(context.channel(), frames, taker);
                peer = opened;
                peers.add(opened);
                accepted.add(opened);
            }
            super.userEventTriggered(context, event);
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, WebSocketFrame frame) {
            Consumer<JsonNode> whole = taker.get();
            Peer opened = peer;
            if (frame instanceof CloseWebSocketFrame close && opened != null) {
                opened.onClose(close);
            } else if (frame instanceof TextWebSocketFrame text && whole == null) {
                frames.add(text.text());
            } else if (frame instanceof TextWebSocketFrame text) {
                whole.accept(Frames.read(text.text()));
            }
        }
    }
}
