package parley.gateway.ws;

import io.micrometer.core.instrument.Counter;
import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Accepts connections at a rate; the others stay in the system's backlog, where they cost nothing. When everybody comes back together,
 * what the clients that are here already say would otherwise stand behind thousands of handshakes. Stands in the pipeline of the
 * listening channel, and runs on its event loop.
 */
final class Arrivals extends ChannelInboundHandlerAdapter {

    private final TokenBucket bucket;
    private final LongSupplier nanoTime;
    private final Counter waited;

    /** {@code waited}: counts how often the others had to wait. */
    Arrivals(SocketSettings.Listener settings, LongSupplier nanoTime, Counter waited) {
        this.bucket = new TokenBucket(settings.acceptsPerSecond(), settings.acceptsBurst(), nanoTime.getAsLong());
        this.nanoTime = nanoTime;
        this.waited = waited;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object accepted) {
        context.fireChannelRead(accepted);
        long now = nanoTime.getAsLong();
        bucket.tryTake(now);
        if (bucket.isEmpty(now)) {
            waited.increment();
            // Ends the round of accepting that this connection came with, too.
            ChannelConfig listening = context.channel().config();
            listening.setAutoRead(false);
            var unused = context.executor()
                    .schedule(() -> listening.setAutoRead(true), bucket.retryAfterMs(now), TimeUnit.MILLISECONDS);
        }
    }
}
