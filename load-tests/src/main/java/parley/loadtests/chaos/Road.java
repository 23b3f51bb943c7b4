package parley.loadtests.chaos;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import parley.loadtests.faults.ProxyLimits;
import parley.loadtests.faults.Shape;
import parley.loadtests.faults.TcpProxy;

/** The network of one device: its sockets go through proxies that can be made to behave badly. Thread-safe. */
final class Road implements AutoCloseable {

    private final long seed;
    private final Map<String, TcpProxy> proxies = new ConcurrentHashMap<>();
    private volatile Shape toClient = Shape.NONE;
    private volatile Shape toServer = Shape.NONE;

    Road(long seed) {
        this.seed = seed;
    }

    /** The address to connect to instead of that of a socket. */
    String through(String socketUrl) {
        URI url = URI.create(socketUrl);
        InetSocketAddress at =
                proxies.computeIfAbsent(socketUrl, any -> proxyTo(url)).address();
        return url.getScheme() + "://127.0.0.1:" + at.getPort() + url.getPath();
    }

    private TcpProxy proxyTo(URI url) {
        TcpProxy proxy = TcpProxy.start(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                new InetSocketAddress(url.getHost(), url.getPort()),
                ProxyLimits.DEFAULT,
                seed);
        proxy.shape(TcpProxy.Direction.TO_CLIENT, toClient);
        proxy.shape(TcpProxy.Direction.TO_TARGET, toServer);
        return proxy;
    }

    /** How everything passes from now on. */
    void shape(Shape toServer, Shape toClient) {
        this.toServer = toServer;
        this.toClient = toClient;
        for (TcpProxy proxy : all()) {
            proxy.shape(TcpProxy.Direction.TO_TARGET, toServer);
            proxy.shape(TcpProxy.Direction.TO_CLIENT, toClient);
        }
    }

    /** Breaks what is open. */
    void reset() {
        all().forEach(proxy -> proxy.reset(1));
    }

    private List<TcpProxy> all() {
        return new ArrayList<>(proxies.values());
    }

    @Override
    public void close() {
        all().forEach(TcpProxy::close);
    }
}
