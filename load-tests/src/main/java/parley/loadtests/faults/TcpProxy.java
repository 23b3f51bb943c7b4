package parley.loadtests.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Forwards connections to one address and can do to them what networks do: delay, narrow, cut into pieces, hold back, reset, refuse.
 * The bytes and their order never change: what TCP promises holds, what it does not promise is withheld.
 *
 * <p>One thread serves all connections. Each holds back at most {@link ProxyLimits#bufferBytesMax} in each direction; beyond, the
 * sender's own TCP makes it wait. All methods may be called on any thread, return when what they ask for is in force, and fail
 * after {@link #close()}.
 */
public final class TcpProxy implements AutoCloseable {

    /** The way that bytes travel: from whoever connected to the target, or back. */
    public enum Direction {
        TO_TARGET,
        TO_CLIENT
    }

    private static final Logger log = LoggerFactory.getLogger(TcpProxy.class);

    private final InetSocketAddress target;
    private final ProxyLimits limits;
    private final SplittableRandom random;
    private final Selector selector;
    private final Thread thread;
    private final InetSocketAddress address;
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();

    /** Guarded by {@code tasks}. */
    private boolean ended;

    private final ProxyCounters counters = new ProxyCounters();

    // Only the proxy's own thread touches what follows.
    private final ProxyTimers timers = new ProxyTimers();
    private final Set<ProxyConnection> connections = new LinkedHashSet<>();
    private final Map<Direction, Shape> shapes = new EnumMap<>(Direction.class);
    private @Nullable ServerSocketChannel listener;
    private boolean closed;

    private TcpProxy(InetSocketAddress listen, InetSocketAddress target, ProxyLimits limits, long seed)
            throws IOException {
        this.target = target;
        this.limits = limits;
        this.random = new SplittableRandom(seed);
        this.selector = Selector.open();
        ServerSocketChannel first = listen(listen);
        this.listener = first;
        this.address = (InetSocketAddress) first.getLocalAddress();
        this.thread = new Thread(this::run, "tcp-proxy-" + address.getPort());
        this.thread.setDaemon(true);
    }

    /**
     * Listens and forwards. {@code seed} decides what is left to chance: jitter, and which connections are reset.
     *
     * @throws UncheckedIOException if {@code listen} cannot be listened on
     */
    public static TcpProxy start(InetSocketAddress listen, InetSocketAddress target, ProxyLimits limits, long seed) {
        try {
            var proxy = new TcpProxy(listen, target, limits, seed);
            proxy.thread.start();
            return proxy;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where it listens. */
    public InetSocketAddress address() {
        return address;
    }

    public ProxyCounters counters() {
        return counters;
    }

    /** Treats everything that travels in a direction like this from now on, on old connections and new ones. */
    public void shape(Direction direction, Shape shape) {
        onThread(() -> {
            shapes.put(direction, shape);
            List.copyOf(connections).forEach(ProxyConnection::pump);
            return null;
        });
    }

    /** Treats both directions like this. */
    public void shape(Shape shape) {
        shape(Direction.TO_TARGET, shape);
        shape(Direction.TO_CLIENT, shape);
    }

    /**
     * Whether connections are refused from now on, as where nothing listens. Those that are there stay.
     *
     * @throws UncheckedIOException if somebody else has taken the port meanwhile
     */
    public void refuse(boolean refuse) {
        onThread(() -> {
            setListening(!refuse);
            return null;
        });
    }

    /**
     * Breaks each connection with this probability: both ends see a reset, what was on the way is lost. Returns how many were broken.
     */
    public int reset(double fraction) {
        return onThread(() -> {
            List<ProxyConnection> chosen = connections.stream()
                    .filter(connection -> random.nextDouble() < fraction)
                    .toList();
            chosen.forEach(ProxyConnection::reset);
            return chosen.size();
        });
    }

    /** Ends all connections in order: what is on the way arrives, then both ends see the end of the stream. */
    public void finishAll() {
        onThread(() -> {
            List.copyOf(connections).forEach(ProxyConnection::finish);
            return null;
        });
    }

    /** Resets what is left and frees the port. Idempotent. */
    @Override
    public void close() {
        submit(() -> closed = true);
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private <T extends @Nullable Object> T onThread(Supplier<T> action) {
        var done = new CompletableFuture<T>();
        boolean accepted = submit(() -> {
            try {
                done.complete(action.get());
            } catch (RuntimeException e) {
                done.completeExceptionally(e);
            }
        });
        if (!accepted) {
            throw new IllegalStateException("the proxy at " + address + " is closed");
        }
        try {
            return done.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    private boolean submit(Runnable task) {
        synchronized (tasks) {
            if (ended) {
                return false;
            }
            tasks.add(task);
        }
        selector.wakeup();
        return true;
    }

    private void run() {
        try {
            while (!closed) {
                selector.select(timers.millisToNext(System.nanoTime()));
                runTasks();
                for (SelectionKey key : selector.selectedKeys()) {
                    handle(key);
                }
                selector.selectedKeys().clear();
                timers.fire(System.nanoTime());
            }
        } catch (IOException | RuntimeException e) {
            log.error("proxy broke address={}", address, e);
        } finally {
            end();
        }
    }

    private void runTasks() {
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            task.run();
        }
    }

    private void handle(SelectionKey key) {
        try {
            if (key.isValid() && key.isAcceptable()) {
                accept();
            } else if (key.attachment() instanceof ProxyConnection connection) {
                connection.ready(key);
            }
        } catch (CancelledKeyException e) {
            log.debug("proxy connection was closed meanwhile address={}", address);
        }
    }

    private void accept() {
        ServerSocketChannel current = listener;
        if (current == null) {
            return;
        }
        try {
            SocketChannel client = current.accept();
            if (client == null) {
                return;
            }
            if (connections.size() >= limits.connectionsMax()) {
                counters.rejected();
                ProxyConnection.abort(client);
                return;
            }
            counters.accepted();
            connections.add(new ProxyConnection(
                    client,
                    target,
                    new ProxyConnection.Surroundings(
                            selector, timers, limits, counters, random.split(), this::shapeOf, connections::remove)));
        } catch (IOException e) {
            log.warn("proxy could not accept address={} reason={}", address, e.toString());
        }
    }

    private Shape shapeOf(Direction direction) {
        return shapes.getOrDefault(direction, Shape.NONE);
    }

    private void setListening(boolean wanted) {
        try {
            ServerSocketChannel current = listener;
            if (!wanted && current != null) {
                listener = null;
                current.close();
                // A channel that is registered lets go of its port at the next selection only.
                selector.selectNow();
            } else if (wanted && current == null) {
                listener = listen(address);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private ServerSocketChannel listen(InetSocketAddress where) throws IOException {
        ServerSocketChannel channel = ServerSocketChannel.open();
        channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
        channel.bind(where, limits.backlog());
        channel.configureBlocking(false);
        channel.register(selector, SelectionKey.OP_ACCEPT);
        return channel;
    }

    private void end() {
        closed = true;
        new ArrayList<>(connections).forEach(ProxyConnection::reset);
        try {
            setListening(false);
            selector.close();
        } catch (IOException | UncheckedIOException e) {
            log.warn("proxy not closed address={} reason={}", address, e.toString());
        }
        synchronized (tasks) {
            ended = true;
        }
        // What was asked for meanwhile is answered; it finds no connections.
        runTasks();
    }
}
