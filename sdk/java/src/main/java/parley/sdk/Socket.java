package parley.sdk;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler.ClientHandshakeStateEvent;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.util.concurrent.Future;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A WebSocket as the rest of the client wants it: whole texts one after the other, told on the loop; sending without waiting, as much as the
 * named limit; and one end, whatever the way it came. Netty's: the JDK's does not tell of every end (docs/adr/0022).
 */
final class Socket {

    /** The server's frames are smaller by far. */
    static final int TEXT_UNITS_MAX = 1 << 20;
    /** When so many frames were not taken by the other side, it is gone. */
    private static final int UNSENT_FRAMES_MAX = 1_000;

    private static final int NORMAL = 1000;
    private static final int NO_CODE = 1005;
    private static final int TOO_BIG = 1009;
    private static final long CLOSES_WITHIN_MS = 1_000;
    private static final int UNAUTHORIZED = 401;
    private static final int UNAUTHENTICATED = 4001;
    private static final Pattern SECONDS = Pattern.compile("\\d{1,6}");

    private final Ears ears;
    private final Executor loop;
    /** What came and was not told, in order; guarded by itself. */
    private final Deque<Runnable> heard = new ArrayDeque<>();
    /** Whether something is being told, and what comes must wait; guarded by {@link #heard}. */
    private boolean telling;

    private @Nullable Channel channel;
    private int unsent;
    private volatile boolean closed;
    private boolean ended;

    /** Who is told what happens, on the loop. */
    interface Ears {

        void opened();

        void text(String text);

        /**
         * Nothing more comes.
         *
         * @param retryAfterMs how long whoever refused wants to be left alone; 0 when nothing was said
         */
        void ended(int code, long retryAfterMs);
    }

    private Socket(Ears ears, Executor loop) {
        this.ears = ears;
        this.loop = loop;
    }

    /** Begins to open one as {@code client} would connect; only to be called on the loop. */
    static Socket open(URI address, HttpClient client, Duration within, Ears ears, Executor loop) {
        var socket = new Socket(ears, loop);
        try {
            Network.Opening opening = Network.open(address, client, within, socket.new Receiver());
            socket.channel = opening.channel();
            CompletableFuture<?> unused = opening.ended().thenRun(() -> socket.hear(() -> socket.end(Line.GONE, 0)));
        } catch (IllegalArgumentException e) {
            // An address of no socket.
            socket.hear(() -> socket.end(Line.GONE, 0));
        }
        return socket;
    }

    /** False when the other side does not take what is sent. */
    boolean send(String text) {
        if (unsent >= UNSENT_FRAMES_MAX) {
            return false;
        }
        Channel to = channel;
        if (to != null && to.isOpen() && !closed) {
            unsent++;
            to.writeAndFlush(new TextWebSocketFrame(text))
                    .addListener(ChannelFutureListener.CLOSE_ON_FAILURE)
                    .addListener(done -> onLoop(() -> unsent--));
        }
        return true;
    }

    /** Says so, and waits a moment for the other side to say so too; what was sent before is not waited for. */
    void close() {
        Channel left = channel;
        if (closed || left == null || !left.isOpen()) {
            closed = true;
            return;
        }
        closed = true;
        // What still comes is dropped: the other side's word is somewhere behind it.
        left.config().setAutoRead(true);
        Future<?> unused = left.eventLoop().schedule(() -> Network.cut(left), CLOSES_WITHIN_MS, TimeUnit.MILLISECONDS);
        // Which fails, and ends it at once, where it is not open yet.
        left.writeAndFlush(new CloseWebSocketFrame(NORMAL, "")).addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
    }

    private void opened() {
        if (!closed) {
            ears.opened();
        }
    }

    private void text(String text) {
        if (!closed && !ended) {
            ears.text(text);
        }
    }

    private void refused(Network.Refused refusal) {
        String after = refusal.retryAfter();
        long retryAfterMs = after != null && SECONDS.matcher(after).matches()
                ? TimeUnit.SECONDS.toMillis(Long.parseLong(after))
                : 0;
        end(refusal.status() == UNAUTHORIZED ? UNAUTHENTICATED : Line.GONE, retryAfterMs);
    }

    /** The first that is told is how it ended. */
    private void end(int code, long retryAfterMs) {
        if (!ended) {
            ended = true;
            ears.ended(code, retryAfterMs);
        }
    }

    /** Tells what came, when what came before was told. */
    private void hear(Runnable what) {
        synchronized (heard) {
            heard.add(what);
            if (telling) {
                return;
            }
            telling = true;
        }
        onLoop(this::tell);
    }

    private void tell() {
        try {
            next().run();
        } finally {
            // Not before: what is not taken in here stays with the network, and does not fill the memory. Behind what
            // came
            // of it, and whatever that was.
            if (isMore()) {
                onLoop(this::tell);
            } else if (channel != null && channel.isOpen()) {
                channel.read();
            }
        }
    }

    private Runnable next() {
        synchronized (heard) {
            return heard.remove();
        }
    }

    private boolean isMore() {
        synchronized (heard) {
            telling = !heard.isEmpty();
            return telling;
        }
    }

    private void onLoop(Runnable work) {
        try {
            loop.execute(work);
        } catch (RejectedExecutionException e) {
            // The client was closed meanwhile, and has ended the socket.
        }
    }

    /** Told on the network's thread. */
    private final class Receiver extends SimpleChannelInboundHandler<WebSocketFrame> {

        @Override
        public void userEventTriggered(ChannelHandlerContext context, Object event) {
            if (event == ClientHandshakeStateEvent.HANDSHAKE_COMPLETE) {
                // From now on it is read when what came was told.
                context.channel().config().setAutoRead(closed);
                hear(Socket.this::opened);
            } else if (event instanceof Network.Refused refusal) {
                hear(() -> refused(refusal));
            } else if (event instanceof SslCloseCompletionEvent) {
                ChannelFuture unused = context.close();
            }
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, WebSocketFrame frame) {
            if (frame instanceof TextWebSocketFrame text) {
                onText(text.text());
            } else if (frame instanceof CloseWebSocketFrame close) {
                int code = close.statusCode() < 0 ? NO_CODE : close.statusCode();
                hear(() -> end(code, 0));
                context.writeAndFlush(close.retain()).addListener(ChannelFutureListener.CLOSE);
            } else {
                // Nobody here says anything in other frames.
                context.read();
            }
        }

        private void onText(String text) {
            if (text.length() > TEXT_UNITS_MAX) {
                hear(() -> end(TOO_BIG, 0));
            } else if (!closed) {
                hear(() -> text(text));
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable failure) {
            if (isTooBig(failure)) {
                hear(() -> end(TOO_BIG, 0));
            }
            ChannelFuture unused = context.close();
        }

        private boolean isTooBig(Throwable failure) {
            return failure instanceof TooLongFrameException
                    || (failure instanceof CorruptedWebSocketFrameException corrupted
                            && corrupted.closeStatus().code() == TOO_BIG);
        }
    }
}
