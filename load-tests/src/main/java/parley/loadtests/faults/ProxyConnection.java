package parley.loadtests.faults;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A client's connection and the one to the target that belongs to it. The proxy's thread only. */
final class ProxyConnection {

    /** What the proxy lends to its connections. */
    record Surroundings(
            Selector selector,
            ProxyTimers timers,
            ProxyLimits limits,
            ProxyCounters counters,
            SplittableRandom random,
            Function<TcpProxy.Direction, Shape> shapes,
            Consumer<ProxyConnection> onClosed) {}

    private static final Logger log = LoggerFactory.getLogger(ProxyConnection.class);

    private final Surroundings around;
    private final SocketChannel client;
    private final SocketChannel target;
    private final SelectionKey clientKey;
    private final SelectionKey targetKey;
    private final ProxyPipe toTarget;
    private final ProxyPipe toClient;
    private boolean connected;
    private boolean closed;

    ProxyConnection(SocketChannel client, InetSocketAddress address, Surroundings around) throws IOException {
        this.around = around;
        this.client = client;
        this.target = SocketChannel.open();
        this.toTarget = new ProxyPipe(client, target, TcpProxy.Direction.TO_TARGET, around, this::pump);
        this.toClient = new ProxyPipe(target, client, TcpProxy.Direction.TO_CLIENT, around, this::pump);
        for (SocketChannel channel : new SocketChannel[] {client, target}) {
            channel.configureBlocking(false);
            // A slice is a segment of its own.
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        }
        this.clientKey = client.register(around.selector(), 0, this);
        this.targetKey = target.register(around.selector(), SelectionKey.OP_CONNECT, this);
        connect(address);
    }

    private void connect(InetSocketAddress address) {
        try {
            if (target.connect(address)) {
                targetKey.interestOps(SelectionKey.OP_CONNECT);
            }
        } catch (IOException e) {
            // Not here: who makes this must have it in its books before it is gone.
            around.timers().at(System.nanoTime(), this::unreachable);
        }
    }

    void ready(SelectionKey key) {
        if (closed) {
            return;
        }
        try {
            if (!connected) {
                if (key.isValid() && key.isConnectable()) {
                    finishConnect();
                }
                return;
            }
            ProxyPipe incoming = key == clientKey ? toTarget : toClient;
            if (key.isReadable() && incoming.wantsToRead()) {
                incoming.read();
            }
            pump();
        } catch (IOException | CancelledKeyException e) {
            log.debug("proxy connection broke reason={}", e.toString());
            reset();
        }
    }

    private void finishConnect() {
        try {
            connected = target.finishConnect();
            pump();
        } catch (IOException e) {
            unreachable();
        }
    }

    private void unreachable() {
        if (!closed) {
            around.counters().unreachable();
            reset();
        }
    }

    /** Hands on what may leave, in both directions. */
    void pump() {
        if (closed || !connected) {
            return;
        }
        try {
            toTarget.write();
            toClient.write();
            if (toTarget.isFinished() && toClient.isFinished()) {
                close(false);
                return;
            }
            clientKey.interestOps(interest(toTarget, toClient));
            targetKey.interestOps(interest(toClient, toTarget));
        } catch (IOException | CancelledKeyException e) {
            log.debug("proxy connection broke reason={}", e.toString());
            reset();
        }
    }

    private static int interest(ProxyPipe from, ProxyPipe to) {
        return (from.wantsToRead() ? SelectionKey.OP_READ : 0) | (to.wantsToWrite() ? SelectionKey.OP_WRITE : 0);
    }

    /** Both ends see the end of the stream after what is on the way. */
    void finish() {
        if (!connected) {
            reset();
            return;
        }
        toTarget.end();
        toClient.end();
        pump();
    }

    /** Both ends see a reset, at once. */
    void reset() {
        close(true);
    }

    private void close(boolean byReset) {
        if (closed) {
            return;
        }
        closed = true;
        around.counters().closed(byReset);
        around.onClosed().accept(this);
        if (byReset) {
            abort(client);
            abort(target);
        } else {
            closeQuietly(client);
            closeQuietly(target);
        }
    }

    /** Closes with a reset instead of an orderly end. */
    static void abort(SocketChannel channel) {
        try {
            channel.setOption(StandardSocketOptions.SO_LINGER, 0);
        } catch (IOException e) {
            log.debug("socket is gone already reason={}", e.toString());
        }
        closeQuietly(channel);
    }

    private static void closeQuietly(SocketChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            log.debug("socket not closed reason={}", e.toString());
        }
    }
}
