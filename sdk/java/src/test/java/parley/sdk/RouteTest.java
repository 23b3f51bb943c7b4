package parley.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Past proxies and over TLS, as whoever made the HTTP client would have it. */
class RouteTest {

    /** Known to a proxy alone. */
    private static final String ELSEWHERE = "parley.invalid";

    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

    @TempDir
    static Path folder;

    private static TestCertificate certificate;

    private final ExecutorService aside = Executors.newCachedThreadPool();
    private final Loop loop = new Loop(Clock.system());
    private final List<Heard> opened = new ArrayList<>();
    private RawServer server;
    private RawServer secure;
    private RawServer proxy;

    @BeforeAll
    static void makeCertificate() throws Exception {
        certificate = new TestCertificate(folder, "dns:localhost,dns:" + ELSEWHERE);
    }

    @BeforeEach
    void start() throws Exception {
        server = new RawServer();
        secure = new RawServer(certificate.showing().getServerSocketFactory());
        proxy = new RawServer();
    }

    @AfterEach
    void stop() throws Exception {
        proxy.close();
        secure.close();
        server.close();
        for (Heard each : opened) {
            each.close();
        }
        loop.close();
        aside.shutdownNow();
    }

    @Test
    void talksOverTlsWithWhomTheClientTrusts() throws Exception {
        HttpClient client =
                HttpClient.newBuilder().sslContext(certificate.trusting()).build();
        Heard heard = open(secure.url("wss", "localhost"), client);
        RawServer.Peer peer = secure.accept();

        assertThat(heard.next()).isEqualTo("opened");
        assertThat(((ExtendedSSLSession) ((SSLSocket) peer.socket()).getSession()).getRequestedServerNames())
                .containsExactly(new SNIHostName("localhost"));
        heard.with(socket -> socket.send("Good morrow"));
        assertThat(peer.hear().text()).isEqualTo("Good morrow");
        peer.say("something");
        peer.cut();
        assertThat(heard.next()).isEqualTo("something");
        assertThat(heard.next()).isEqualTo(Heard.GONE);
    }

    @Test
    void doesNotTalkWithWhomTheClientDoesNotTrust() throws Exception {
        refuses(HttpClient.newHttpClient(), "localhost");
    }

    @Test
    void doesNotTalkWithSomebodyElseWhomTheClientTrusts() throws Exception {
        refuses(HttpClient.newBuilder().sslContext(certificate.trusting()).build(), "127.0.0.1");
    }

    @Test
    void asksTheProxyOfTheClientForAWay() throws Exception {
        Heard heard = open(server.url("ws", ELSEWHERE), proxied(HttpClient.newBuilder()));
        Future<String> asked = grant(server.port());
        RawServer.Peer peer = server.accept();

        assertThat(asked.get(20, TimeUnit.SECONDS))
                .startsWith("CONNECT " + ELSEWHERE + ":" + server.port() + " HTTP/1.1\r\n");
        assertThat(heard.next()).isEqualTo("opened");
        peer.say("something");
        assertThat(heard.next()).isEqualTo("something");
        peer.cut();
        assertThat(heard.next()).isEqualTo(Heard.GONE);
    }

    @Test
    void isSureWhoIsBehindTheProxy() throws Exception {
        HttpClient client = proxied(HttpClient.newBuilder().sslContext(certificate.trusting()));
        Heard heard = open(secure.url("wss", ELSEWHERE), client);
        Future<String> asked = grant(secure.port());
        RawServer.Peer peer = secure.accept();

        assertThat(heard.next()).isEqualTo("opened");
        assertThat(asked.get(20, TimeUnit.SECONDS)).startsWith("CONNECT " + ELSEWHERE);
        peer.say("something");
        assertThat(heard.next()).isEqualTo("something");
        peer.cut();

        Heard other = open(secure.url("wss", "other.invalid"), client);
        Future<String> again = grant(secure.port());
        acceptInVain();
        assertThat(other.next()).isEqualTo(Heard.GONE);
        assertThat(again.get(20, TimeUnit.SECONDS)).startsWith("CONNECT other.invalid");
    }

    @Test
    void endsWhereTheProxyRefuses() throws Exception {
        Heard heard = open(server.url("ws", ELSEWHERE), proxied(HttpClient.newBuilder()));
        try (Socket asking = proxy.connected()) {
            RawServer.head(new DataInputStream(asking.getInputStream()));
            asking.getOutputStream()
                    .write("HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 4\r\n\r\nWho?"
                            .getBytes(StandardCharsets.US_ASCII));

            assertThat(heard.next()).isEqualTo(Heard.GONE);
        }
    }

    @Test
    void goesStraightWhereTheClientHasNoProxy() throws Exception {
        HttpClient client =
                HttpClient.newBuilder().proxy(HttpClient.Builder.NO_PROXY).build();
        Heard heard = open(server.url(), client);

        server.accept();

        assertThat(heard.next()).isEqualTo("opened");
    }

    @Test
    void knowsWhereToGo() {
        HttpClient client =
                HttpClient.newBuilder().proxy(HttpClient.Builder.NO_PROXY).build();

        assertThat(Route.to(URI.create("WS://example.org/v1/socket"), client))
                .isEqualTo(new Route(false, "example.org", 80, null));
        assertThat(Route.to(URI.create("wss://example.org"), client))
                .isEqualTo(new Route(true, "example.org", 443, null));
        assertThat(Route.to(URI.create("wss://[::1]:8443/"), client)).isEqualTo(new Route(true, "::1", 8443, null));
        assertThat(new Route(true, "::1", 8443, null).authority()).isEqualTo("[::1]:8443");
    }

    private Heard open(URI address, HttpClient client) {
        Heard heard = Heard.of(address, client, loop);
        opened.add(heard);
        return heard;
    }

    private void refuses(HttpClient client, String host) throws Exception {
        Heard heard = open(secure.url("wss", host), client);
        acceptInVain();

        assertThat(heard.next()).isEqualTo(Heard.GONE);
    }

    private HttpClient proxied(HttpClient.Builder client) {
        return client.proxy(ProxySelector.of(new InetSocketAddress(LOOPBACK, proxy.port())))
                .build();
    }

    /** Shows its certificate, beside which nobody stays. */
    private void acceptInVain() {
        aside.execute(() -> {
            try (Socket connected = secure.connected()) {
                connected.getInputStream().read();
            } catch (IOException e) {
                // The client's opinion of it.
            }
        });
    }

    /** Grants the next that asks the proxy a way to this port, whatever it asked for; tells that. */
    private Future<String> grant(int port) {
        return aside.submit(() -> {
            Socket asking = proxy.connected();
            String asked = RawServer.head(new DataInputStream(asking.getInputStream()));
            var granted = new Socket(LOOPBACK, port);
            asking.getOutputStream()
                    .write("HTTP/1.1 200 Connection established\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            aside.execute(() -> pump(asking, granted));
            aside.execute(() -> pump(granted, asking));
            return asked;
        });
    }

    private static void pump(Socket from, Socket to) {
        try (from;
                to) {
            from.getInputStream().transferTo(to.getOutputStream());
        } catch (IOException e) {
            // One side is gone, and the other one now.
        }
    }
}
