package parley.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SocketTest {

    private static final Duration LONG = Duration.ofSeconds(30);

    private final Loop loop = new Loop(Clock.system());
    private HttpServer server;

    @BeforeEach
    void start() throws Exception {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
        loop.close();
    }

    @Test
    void hearsHowLongAServerThatTurnsItAwayWantsToBeLeftAlone() throws Exception {
        assertThat(endOf(429, "7")).isEqualTo(new Line.End(Line.GONE, false, 7_000));
    }

    @Test
    void makesNothingOfATimeThatIsNone() throws Exception {
        assertThat(endOf(503, "Thu, 26 Nov 2026 07:00:00 GMT")).isEqualTo(new Line.End(Line.GONE, false, 0));
    }

    @Test
    void knowsWhenItsTokenWasTheReason() throws Exception {
        assertThat(endOf(401, "")).isEqualTo(new Line.End(4001, false, 0));
    }

    @Test
    void endsWhereTheAddressIsNone() throws Exception {
        assertThat(endOf(URI.create("http://127.0.0.1/"))).isEqualTo(new Line.End(Line.GONE, false, 0));
    }

    private Line.End endOf(int status, String retryAfter) throws Exception {
        server.createContext("/", exchange -> {
            exchange.getResponseHeaders().add("Retry-After", retryAfter);
            exchange.sendResponseHeaders(status, -1);
            exchange.close();
        });
        return endOf(URI.create("ws://127.0.0.1:" + server.getAddress().getPort() + "/"));
    }

    private Line.End endOf(URI address) throws Exception {
        var end = new CompletableFuture<Line.End>();
        loop.execute(() -> {
            var listener = new Line.Listener() {
                @Override
                public void opened() {}

                @Override
                public void frame(ObjectNode frame) {}

                @Override
                public void ended(Line.End how) {
                    end.complete(how);
                }
            };
            assertThat(new Line(
                            ears -> Socket.open(address, HttpClient.newHttpClient(), LONG, ears, loop), listener, loop))
                    .isNotNull();
        });
        return end.get(20, TimeUnit.SECONDS);
    }
}
