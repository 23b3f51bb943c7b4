package parley.gateway.ws;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.EventLoop;
import io.netty.util.collection.LongObjectHashMap;
import io.netty.util.collection.LongObjectMap;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import parley.engine.client.HubProtocol;
import parley.engine.client.Journey;

/**
 * One event loop and the connections on it. The number of a connection tells its lane, so whoever has a number needs no table to
 * find the loop, and the table of each lane is touched by its loop alone. What others call are {@link #post} and the methods that
 * say so; all else runs on the loop.
 */
final class Lane {

    /** How many lanes there may be, and the bits of a connection's number that tell its lane. */
    static final int LANES_MAX = 256;

    private static final int LANE_BITS = 8;

    private final int index;
    private final EventLoop loop;
    private final int queuedBytesMax;
    private final AtomicLong queuedBytes = new AtomicLong();
    private final SocketCounters counters;
    private final DeliverySpans spans;
    /** Connections whose pushes were dropped, until the loop comes to tell them: so many entries at most as it has connections. */
    private final Set<Long> missed = ConcurrentHashMap.newKeySet();

    private final AtomicBoolean tellingMissed = new AtomicBoolean();
    private final LongObjectMap<SocketHandler> sockets = new LongObjectHashMap<>();
    private final Registrations registrations;
    private @Nullable Queue<SocketHandler> toLeave;
    private int leavingInAll;
    /** For connections that ended. Rounds do as many in a second as a node lets in, so there are at most as many as it has room for. */
    private final Queue<Runnable> afterwards = new ArrayDeque<>();

    private List<SocketHandler> unflushed = new ArrayList<>();
    private long lastSequence;

    Lane(int index, EventLoop loop, SocketSettings settings, SocketCounters counters) {
        this.index = index;
        this.loop = loop;
        this.counters = counters;
        this.spans = new DeliverySpans(counters.times.traces);
        this.queuedBytesMax = settings.outbound().laneBytesMax();
        this.registrations = new Registrations(settings.moves().confirmWithin());
    }

    EventLoop loop() {
        return loop;
    }

    /** Which lane a connection is on. Any thread. */
    static int indexOf(long connection) {
        return (int) (connection & (LANES_MAX - 1));
    }

    /** Runs a task on the loop; dropped when the loop is gone. Any thread. */
    void post(Runnable task) {
        try {
            loop.execute(task);
        } catch (RejectedExecutionException e) {
            return;
        }
    }

    /**
     * Pushes the same frame to connections of this lane, with one task. When the loop is so far behind that its queue is full,
     * the frame is dropped for all of them, and they are told to resync. Any thread.
     */
    void push(long[] connections, byte[] frame, @Nullable Journey journey) {
        counters.pushes.increment(connections.length);
        if (queuedBytes.addAndGet(frame.length) > queuedBytesMax) {
            queuedBytes.addAndGet(-frame.length);
            counters.limits.laneBytes.increment();
            counters.pushesDropped.increment(connections.length);
            missed(connections);
        } else {
            counters.laneBytes.addAndGet(frame.length);
            post(() -> pushNow(connections, frame, journey));
        }
    }

    /** Pushes for these were lost; told once for however many. Any thread. */
    void missed(long[] connections) {
        for (long connection : connections) {
            missed.add(connection);
        }
        if (tellingMissed.compareAndSet(false, true)) {
            post(this::tellMissed);
        }
    }

    private void tellMissed() {
        tellingMissed.set(false);
        for (Iterator<Long> each = missed.iterator(); each.hasNext(); ) {
            SocketHandler socket = sockets.get(each.next().longValue());
            each.remove();
            if (socket != null) {
                socket.missed();
            }
        }
    }

    /** Any thread. */
    void reply(HubProtocol.Reply reply) {
        post(() -> {
            SocketHandler socket = sockets.get(reply.connection());
            if (socket != null) {
                socket.connection().onReply(reply);
            }
        });
    }

    /** Any thread. */
    void close(long[] connections, CloseCode code) {
        post(() -> forEach(connections, socket -> socket.connection().close(code)));
    }

    /** Asks every connection of the lane. Any thread. */
    void each(Consumer<Connection> task) {
        post(() -> {
            for (SocketHandler socket : List.copyOf(sockets.values())) {
                task.accept(socket.connection());
            }
        });
    }

    /** Its connections are registered again, some with each {@link #round}. Any thread. */
    void slotMoved(int slot) {
        post(() -> registrations.slotMoved(slot));
    }

    /** Their sessions have these connections. Any thread. */
    void registered(long[] connections) {
        post(() -> forEach(connections, registrations::confirmed));
    }

    /** All its connections are registered again, after those that must be. Any thread. */
    void registerAll() {
        post(() -> registrations.renew(sockets.values()));
    }

    /** One round: what can wait of connections that ended, and registrations again, so many of each. Any thread. */
    void round(int connectionsMax) {
        post(() -> {
            registrations.round(sockets.values(), connectionsMax);
            for (int i = 0; i < connectionsMax && !afterwards.isEmpty(); i++) {
                afterwards.remove().run();
            }
        });
    }

    /** Runs a task in one of the next rounds. */
    void afterwards(Runnable task) {
        afterwards.add(task);
    }

    /** Asks connections to leave, each once, until this share of those that there were at the first time has been asked. */
    void leave(double share, Consumer<Connection> ask) {
        if (toLeave == null) {
            toLeave = new ArrayDeque<>(sockets.values());
            leavingInAll = toLeave.size();
        }
        long left = leavingInAll - (long) Math.ceil(share * leavingInAll);
        while (toLeave.size() > left) {
            ask.accept(toLeave.remove().connection());
        }
    }

    long nextId() {
        lastSequence++;
        return lastSequence << LANE_BITS | index;
    }

    void add(long id, SocketHandler socket) {
        sockets.put(id, socket);
    }

    void remove(long id) {
        SocketHandler socket = sockets.remove(id);
        if (socket != null) {
            registrations.forget(socket);
        }
    }

    /** Has the socket flushed when what the loop was already asked for is done, so once for all that is written until then. */
    void flushSoon(SocketHandler socket) {
        unflushed.add(socket);
        if (unflushed.size() == 1) {
            post(this::flush);
        }
    }

    private void flush() {
        List<SocketHandler> written = unflushed;
        unflushed = new ArrayList<>();
        written.forEach(SocketHandler::flush);
    }

    private void pushNow(long[] connections, byte[] frame, @Nullable Journey journey) {
        queuedBytes.addAndGet(-frame.length);
        counters.laneBytes.addAndGet(-frame.length);
        ByteBuf shared = WireBuffers.text(ByteBufAllocator.DEFAULT, frame);
        try {
            int written = 0;
            for (long connection : connections) {
                SocketHandler socket = sockets.get(connection);
                if (socket != null) {
                    socket.connection().onPush(shared);
                    written++;
                }
            }
            if (written > 0 && journey != null) {
                counters.times.delivered(journey);
                spans.delivered(journey, written);
            }
        } finally {
            shared.release();
        }
    }

    private void forEach(long[] connections, Consumer<SocketHandler> task) {
        for (long connection : connections) {
            SocketHandler socket = sockets.get(connection);
            if (socket != null) {
                task.accept(socket);
            }
        }
    }
}
