package parley.sdk;

import io.netty.handler.ssl.SslHandler;
import io.netty.util.NetUtil;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;

/**
 * How a socket comes to its server: over TLS or not, and past a proxy or not, as the JDK's HTTP client would go.
 *
 * @param host without the brackets of an address
 * @param proxy which is asked for a way; null where there is none
 */
record Route(
        boolean secure, String host, int port, @Nullable InetSocketAddress proxy) {

    private static final int PORT = 80;
    private static final int TLS_PORT = 443;
    private static final int PORT_MAX = 65_535;

    /** @throws IllegalArgumentException if the address is that of no socket */
    static Route to(URI address, HttpClient client) {
        String scheme = String.valueOf(address.getScheme()).toLowerCase(Locale.ROOT);
        String host = address.getHost();
        if (host == null || !(scheme.equals("ws") || scheme.equals("wss")) || address.getPort() > PORT_MAX) {
            throw new IllegalArgumentException("address: " + address + " (expected: ws or wss, and a host)");
        }
        boolean secure = scheme.equals("wss");
        int port = address.getPort() >= 0 ? address.getPort() : secure ? TLS_PORT : PORT;
        String bare = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
        return new Route(secure, bare, port, proxyFor(address, client));
    }

    /** Who sets no proxy has that of the JVM. Proxies are chosen by addresses of HTTP, and only HTTP proxies are known. */
    private static @Nullable InetSocketAddress proxyFor(URI address, HttpClient client) {
        ProxySelector selector = client.proxy().orElse(ProxySelector.getDefault());
        if (selector == null) {
            return null;
        }
        List<Proxy> proxies = selector.select(URI.create(address.toString().replaceFirst("(?i)^ws", "http")));
        return !proxies.isEmpty()
                        && proxies.get(0).type() == Proxy.Type.HTTP
                        && proxies.get(0).address() instanceof InetSocketAddress proxy
                ? proxy
                : null;
    }

    /** Where to connect, which may take long to find out. */
    InetSocketAddress address() {
        return proxy == null
                ? new InetSocketAddress(host, port)
                : new InetSocketAddress(proxy.getHostString(), proxy.getPort());
    }

    /** What a proxy is asked for. */
    String authority() {
        return NetUtil.toSocketAddressString(host, port);
    }

    /** With the client's trust and keys, and only to whom the certificate names; null where nothing is encrypted. */
    @Nullable
    SslHandler tls(HttpClient client, Duration within) {
        if (!secure) {
            return null;
        }
        SSLEngine engine = client.sslContext().createSSLEngine(host, port);
        engine.setUseClientMode(true);
        SSLParameters parameters = client.sslParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        if (!NetUtil.isValidIpV4Address(host) && !NetUtil.isValidIpV6Address(host)) {
            parameters.setServerNames(List.of(new SNIHostName(host)));
        }
        engine.setSSLParameters(parameters);
        var handler = new SslHandler(engine);
        handler.setHandshakeTimeoutMillis(Network.millis(within));
        return handler;
    }
}
