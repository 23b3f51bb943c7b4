package parley.loadtests.client;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler.ClientHandshakeStateEvent;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * One WebSocket: whole text frames in and out. Reads no further while some frames wait to be dealt with, so a slow client is slow on the
 * wire and holds no queue. The {@link Receiver} is called on the network's thread; all else is confined to the client's serial, on which
 * the owner is called too.
 */
final class Connection {

    /** Closed without a close frame, as RFC 6455 numbers it. */
    static final int BROKEN = 1006;

    private static final int NO_STATUS = 1005;
    private static final int FRAMES_AHEAD = 16;
    private static final Duration CLOSE_GRACE = Duration.ofSeconds(2);

    private final Serial serial;
    private final FrameTap tap;
    private final Owner owner;
    private final int outgoingMax;
    private volatile @Nullable Channel channel;
    private int outgoing;
    private boolean gone;

    /** Whom a connection tells; nothing follows {@link #onClosed}, which comes once. */
    interface Owner {
        void onOpened(Connection connection);

        void onFrame(Connection connection, String text);

        void onClosed(Connection connection, int code, String reason);
    }

    Connection(Serial serial, FrameTap tap, Owner owner, int outgoingMax) {
        this.serial = serial;
        this.tap = tap;
        this.owner = owner;
        this.outgoingMax = outgoingMax;
    }

    /** Begins to connect, once; the owner hears how that ends. */
    void open(Network network, URI url) {
        ChannelFuture connecting = network.connect(url, new Receiver());
        channel = connecting.channel();
        connecting.addListener(done -> {
            if (!done.isSuccess()) {
                onSerial(() -> abort(String.valueOf(done.cause())));
            }
        });
    }

    /** Only once it is open. */
    void send(String frame) {
        Channel open = channel;
        if (gone || open == null) {
            return;
        }
        if (outgoing >= outgoingMax) {
            abort("more than " + outgoingMax + " frames wait for the socket");
            return;
        }
        outgoing++;
        tap.sent(frame);
        open.writeAndFlush(new TextWebSocketFrame(frame))
                .addListener(written -> onSerial(() -> onWritten(written.cause())));
    }

    private void onWritten(@Nullable Throwable failure) {
        outgoing--;
        if (failure != null) {
            abort(failure.toString());
        }
    }

    /** Says goodbye, unless it is over already; the owner is told at once, and the socket is cut if the server does not answer soon. */
    void close(int code, String reason) {
        Channel open = channel;
        if (gone || open == null || !open.isActive()) {
            finish(code, reason);
            return;
        }
        ChannelFuture unused = open.writeAndFlush(new CloseWebSocketFrame(code, reason));
        finish(code, reason);
        try {
            serial.after(CLOSE_GRACE, this::cut);
        } catch (RejectedExecutionException e) {
            // The runtime is closed: nobody waits for an answer any more.
            cut();
        }
    }

    /** Cuts the connection without a word. */
    void abort(String reason) {
        cut();
        finish(BROKEN, reason);
    }

    private void cut() {
        Channel open = channel;
        if (open != null) {
            ChannelFuture unused = open.close();
        }
    }

    private void finish(int code, String reason) {
        if (!gone) {
            gone = true;
            tap.closed(code, reason);
            owner.onClosed(this, code, reason);
        }
    }

    private void onSerial(Runnable task) {
        try {
            serial.execute(task);
        } catch (RejectedExecutionException e) {
            // Not dealt with in time, or the runtime is closed: nobody hears of this connection any more.
            cut();
        }
    }

    private void onOpened() {
        if (gone) {
            cut();
        } else {
            owner.onOpened(this);
        }
    }

    private void onText(String frame) {
        tap.received(frame);
        if (!gone) {
            owner.onFrame(this, frame);
        }
    }

    /** What the network tells. */
    private final class Receiver extends SimpleChannelInboundHandler<WebSocketFrame> {

        private final AtomicInteger ahead = new AtomicInteger();

        @Override
        public void userEventTriggered(ChannelHandlerContext context, Object event) {
            if (event == ClientHandshakeStateEvent.HANDSHAKE_COMPLETE) {
                onSerial(Connection.this::onOpened);
            }
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, WebSocketFrame frame) {
            if (frame instanceof TextWebSocketFrame text) {
                onText(context.channel(), text.text());
            } else if (frame instanceof CloseWebSocketFrame close) {
                int code = close.statusCode() < 0 ? NO_STATUS : close.statusCode();
                String reason = close.reasonText();
                onSerial(() -> {
                    // Netty answers the frame with one before it closes the socket.
                    cut();
                    finish(code, reason);
                });
            } else {
                onSerial(() -> abort("a binary frame"));
            }
        }

        private void onText(Channel from, String text) {
            if (ahead.incrementAndGet() == FRAMES_AHEAD) {
                from.config().setAutoRead(false);
            }
            onSerial(() -> {
                try {
                    Connection.this.onText(text);
                } finally {
                    if (ahead.decrementAndGet() < FRAMES_AHEAD) {
                        from.config().setAutoRead(true);
                    }
                }
            });
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            onSerial(() -> abort("the connection ended"));
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable failure) {
            onSerial(() -> abort(failure.toString()));
        }
    }
}
