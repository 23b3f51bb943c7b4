package parley.gateway.ws;

import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The threads that sockets live on: one that accepts, and the lanes. Native epoll where there is one, Java's selectors otherwise. */
final class EventLoops {

    private static final Logger log = LoggerFactory.getLogger(EventLoops.class);
    private static final int STOP_SECONDS_MAX = 5;

    private final MultiThreadIoEventLoopGroup accepting;
    private final MultiThreadIoEventLoopGroup serving;
    private final List<Lane> lanes = new ArrayList<>();

    EventLoops(SocketSettings settings, SocketCounters counters) {
        int wanted = settings.listener().eventLoops();
        int count = Math.min(Lane.LANES_MAX, wanted == 0 ? Runtime.getRuntime().availableProcessors() : wanted);
        if (!Epoll.isAvailable()) {
            log.info("epoll missing cause={}", String.valueOf(Epoll.unavailabilityCause()));
        }
        this.accepting = new MultiThreadIoEventLoopGroup(1, new DefaultThreadFactory("parley-accept"), handlers());
        this.serving = new MultiThreadIoEventLoopGroup(count, new DefaultThreadFactory("parley-socket"), handlers());
        for (int i = 0; i < count; i++) {
            lanes.add(new Lane(i, serving.next(), settings, counters));
        }
    }

    List<Lane> lanes() {
        return lanes;
    }

    MultiThreadIoEventLoopGroup accepting() {
        return accepting;
    }

    MultiThreadIoEventLoopGroup serving() {
        return serving;
    }

    static Class<? extends ServerChannel> channelType() {
        return Epoll.isAvailable() ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
    }

    CompletionStage<Void> stop() {
        CompletableFuture<Void> stopped = new CompletableFuture<>();
        var unused = accepting.shutdownGracefully(0, STOP_SECONDS_MAX, TimeUnit.SECONDS);
        var unusedToo = serving.shutdownGracefully(0, STOP_SECONDS_MAX, TimeUnit.SECONDS)
                .addListener(done -> stopped.complete(null));
        return stopped;
    }

    private static IoHandlerFactory handlers() {
        return Epoll.isAvailable() ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
    }
}
