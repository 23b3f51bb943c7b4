package parley.gateway.ws;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.CharacterCodingException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import parley.gateway.wire.ServerFrame;

/** One client's socket after the handshake: WebSocket frames in, bytes out. Runs on its event loop. */
final class SocketHandler extends ChannelInboundHandlerAdapter implements Socket, Outbound.Writer {

    private static final Logger log = LoggerFactory.getLogger(SocketHandler.class);

    private final Lane lane;
    private final Surroundings around;
    private final InetAddress address;
    private final Channel channel;
    private final Outbound outbound;
    private final TextAssembler assembler;
    private final long id;
    private final Connection connection;
    private boolean unflushed;
    private boolean closing;
    private long lastSent;

    SocketHandler(Lane lane, Surroundings around, Channel channel, InetAddress address, @Nullable String cookieToken) {
        this.lane = lane;
        this.around = around;
        this.address = address;
        this.channel = channel;
        this.outbound = new Outbound(around.settings().outbound(), around.counters(), this);
        this.assembler = new TextAssembler(around.codec().limits().frameBytesMax());
        this.lastSent = around.time().nanoTime().getAsLong();
        this.id = lane.nextId();
        this.connection = new Connection(id, this, around, cookieToken);
    }

    /** The handshake is done. */
    void start() {
        lane.add(id, this);
        connection.start();
    }

    Connection connection() {
        return connection;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        try {
            if (message instanceof WebSocketFrame frame) {
                onFrame(frame);
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        lane.remove(id);
        assembler.clear();
        outbound.close();
        connection.onClosed();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        if (!closing) {
            outbound.drain();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (cause instanceof CorruptedWebSocketFrameException corrupted) {
            log.debug(
                    "frame corrupt connection={} status={}",
                    id,
                    corrupted.closeStatus().code());
            if (corrupted.closeStatus().code() == CloseCode.TOO_LARGE.code()) {
                around.counters().closed(CloseCode.TOO_LARGE);
            }
            connection.onClosed();
            close(corrupted.closeStatus().code(), "not a frame");
        } else if (cause instanceof IOException) {
            log.debug("socket lost connection={} cause={}", id, cause.toString());
            end();
        } else {
            log.error("socket failed connection={}", id, cause);
            connection.close(CloseCode.INTERNAL);
        }
    }

    void missed() {
        if (!closing) {
            outbound.missed();
        }
    }

    void flush() {
        unflushed = false;
        channel.flush();
    }

    @Override
    public void reply(byte[] frame) {
        if (!closing) {
            outbound.reply(WireBuffers.text(channel.alloc(), frame));
        }
    }

    @Override
    public void push(ByteBuf frame) {
        if (!closing) {
            outbound.push(frame);
        }
    }

    @Override
    public void hold() {
        outbound.hold();
    }

    @Override
    public void release() {
        outbound.release();
    }

    @Override
    public void resume() {
        outbound.resume();
    }

    @Override
    public long lastSentNanos() {
        return lastSent;
    }

    @Override
    public void close(CloseCode code) {
        close(code.code(), code.reason());
    }

    @Override
    public void execute(Runnable task) {
        lane.post(task);
    }

    @Override
    public void afterwards(Runnable task) {
        lane.afterwards(task);
    }

    @Override
    public InetAddress address() {
        return address;
    }

    @Override
    public boolean isWritable() {
        return channel.isWritable();
    }

    @Override
    public void write(ByteBuf frame) {
        lastSent = around.time().nanoTime().getAsLong();
        around.counters().framesOut.increment();
        var unused = channel.write(frame, channel.voidPromise());
        if (!unflushed) {
            unflushed = true;
            lane.flushSoon(this);
        }
    }

    @Override
    public ByteBuf resync() {
        return WireBuffers.text(channel.alloc(), around.codec().encode(new ServerFrame.Resync("slow")));
    }

    @Override
    public void tooSlow() {
        connection.close(CloseCode.TOO_SLOW);
    }

    /** Control frames and parts of frames count as much as frames do, or they would be a way around the limits. */
    private void onFrame(WebSocketFrame frame) {
        if (frame instanceof CloseWebSocketFrame close) {
            onClose(close);
        } else if (closing) {
            return;
        } else if (frame instanceof TextWebSocketFrame || frame instanceof ContinuationWebSocketFrame) {
            if (frame.isFinalFragment() || connection.onControl()) {
                onTextPart(frame);
            }
        } else if (frame instanceof PingWebSocketFrame) {
            if (connection.onControl()) {
                outbound.reply(WireBuffers.pong(channel.alloc(), frame.content()));
            }
        } else if (frame instanceof BinaryWebSocketFrame) {
            connection.close(CloseCode.BINARY);
        } else {
            connection.onControl();
        }
    }

    private void onTextPart(WebSocketFrame frame) {
        try {
            String text = assembler.add(frame.content(), frame.isFinalFragment());
            if (text != null) {
                connection.onText(text);
            }
        } catch (TextAssembler.TooLarge e) {
            connection.close(CloseCode.TOO_LARGE);
        } catch (CharacterCodingException e) {
            connection.close(CloseCode.NOT_UTF8);
        }
    }

    /** Answers the client's close, or ends the one that was begun here. */
    private void onClose(CloseWebSocketFrame frame) {
        connection.onClosed();
        if (closing) {
            end();
        } else {
            closing = true;
            outbound.close();
            int code = frame.statusCode();
            ByteBuf answer =
                    code < 0 ? WireBuffers.emptyClose(channel.alloc()) : WireBuffers.close(channel.alloc(), code, "");
            var unused = channel.writeAndFlush(answer).addListener(ChannelFutureListener.CLOSE);
        }
    }

    /**
     * Says why, stops sending, and reads on for a while without listening: a socket closed with bytes unread is reset, and the
     * client would not get to know why.
     */
    private void close(int code, String reason) {
        if (closing) {
            return;
        }
        closing = true;
        outbound.close();
        var unused = channel.writeAndFlush(WireBuffers.close(channel.alloc(), code, reason));
        var unusedToo = around.time()
                .timer()
                .newTimeout(
                        timeout -> closeNow(),
                        around.settings().timing().closeTimeout().toMillis(),
                        TimeUnit.MILLISECONDS);
    }

    private void end() {
        var unused = channel.close();
    }

    private void closeNow() {
        try {
            channel.eventLoop().execute(this::end);
        } catch (RejectedExecutionException e) {
            channel.unsafe().closeForcibly();
        }
    }
}
