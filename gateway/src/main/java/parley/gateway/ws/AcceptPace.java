package parley.gateway.ws;

import io.micrometer.core.instrument.Counter;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Accepts so many connections a second; the others wait in the system's backlog, where they cost nothing, and whom that has no room
 * for tries again by TCP's own timer. Stands before what accepts; some more than allowed may come with one read. Confined to the
 * accepting event loop.
 */
final class AcceptPace extends ChannelInboundHandlerAdapter {

    private final TokenBucket bucket;
    private final LongSupplier nanoTime;
    private final Counter paused;

    /** {@code paused} counts how often it stopped to accept. */
    AcceptPace(SocketSettings.Listener settings, LongSupplier nanoTime, Counter paused) {
        this.bucket = new TokenBucket(settings.acceptsPerSecond(), settings.acceptsBurst(), nanoTime.getAsLong());
        this.nanoTime = nanoTime;
        this.paused = paused;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object connection) {
        if (!bucket.tryTake(nanoTime.getAsLong()) && context.channel().config().isAutoRead()) {
            pause(context);
        }
        context.fireChannelRead(connection);
    }

    private void pause(ChannelHandlerContext context) {
        paused.increment();
        context.channel().config().setAutoRead(false);
        var unused = context.executor()
                .schedule(
                        () -> context.channel().config().setAutoRead(true),
                        bucket.retryAfterMs(nanoTime.getAsLong()),
                        TimeUnit.MILLISECONDS);
    }
}
