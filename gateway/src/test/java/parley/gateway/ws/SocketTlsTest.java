package parley.gateway.ws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import parley.engine.client.HubProtocol;
import parley.engine.session.SessionProtocol;
import parley.engine.tls.TestAuthority;
import parley.engine.tls.TestAuthority.Issued;
import parley.engine.tls.TlsFiles;

/** A real client, which is Java's own, over TLS. */
class SocketTlsTest {

    private static final String SUBJECTS = "dns:localhost,ip:127.0.0.1";
    private static final int PUSHES = 200;

    @TempDir
    static Path folder;

    private static TestAuthority authority;

    private Issued shown;
    private SocketFixture fixture;

    @BeforeAll
    static void makeAuthority() throws IOException {
        authority = TestAuthority.in(folder.resolve("authority"));
    }

    @BeforeEach
    void start() throws IOException {
        shown = authority.issue("shown", SUBJECTS);
        fixture = new SocketFixture("", tls(shown) + "handshake-timeout = 500 ms");
    }

    @AfterEach
    void stop() {
        fixture.close();
    }

    @Test
    void aConversationGoesThrough() throws Exception {
        Talking ann = talking(authority.trusting());

        ann.say("{'type':'hello','id':1,'version':1,'token':'u_ann.d_1'}");
        assertThat(ann.hear()).startsWith("{\"type\":\"welcome\",\"id\":1");
        assertThat(ann.hear()).isEqualTo("{\"type\":\"synced\"}");
        ann.say("{'type':'send','id':2,'chat':'g_7f','key':'k1','since':0,'text':'" + "x".repeat(7_000) + "'}");
        assertThat(ann.hear()).startsWith("{\"type\":\"ack\",\"id\":2");
        assertThat(failures()).isZero();
    }

    /** A frame for many is made once, and nobody may find the bytes of another's in it. */
    @Test
    void framesForManyReachEachAsTheyAre() throws Exception {
        List<Talking> people = new ArrayList<>();
        for (String name : List.of("ann", "bob", "cy", "dee")) {
            Talking person = talking(authority.trusting());
            person.say("{'type':'hello','id':1,'version':1,'token':'u_" + name + ".d_1'}");
            person.hear();
            person.hear();
            people.add(person);
        }
        List<Long> all = List.copyOf(fixture.connections());
        for (int i = 0; i < PUSHES; i++) {
            fixture.hub.tell(new HubProtocol.Push(all, push(i).getBytes(StandardCharsets.UTF_8), null));
        }
        for (int i = 0; i < PUSHES; i++) {
            for (Talking person : people) {
                assertThat(person.hear()).isEqualTo(push(i));
            }
        }
    }

    /** Of all lengths around those at which a record, or a frame's own length, changes. */
    private static String push(int number) {
        return "{\"type\":\"receipt\",\"chat\":\"g_" + "x".repeat(number * 37 % 1_500)
                + "\",\"user\":\"u_bob\",\"delivered\":" + number + ",\"read\":0}";
    }

    @Test
    void isNotTrustedByWhoeverTrustsAnother() throws Exception {
        TestAuthority other = TestAuthority.in(folder.resolve("other"));

        assertThatThrownBy(() -> talking(other.trusting()))
                .hasStackTraceContaining("unable to find valid certification path");
        await().untilAsserted(() -> assertThat(failures()).isEqualTo(1));
        assertThat(fixture.engine.toSessions(SessionProtocol.Register.class)).isEmpty();
    }

    @Test
    void plainTextIsClosedAndNotAnswered() throws Exception {
        try (RawClient plain = RawClient.connect(fixture.address)) {
            assertThat(plain.response()).doesNotContain("HTTP");
        }
        await().untilAsserted(() -> assertThat(failures()).isEqualTo(1));
        assertThat(fixture.reached("tls.handshake-timeout")).isZero();
        await().until(() -> fixture.server.counters().connections() == 0);
    }

    @Test
    void aHandshakeThatTakesTooLongIsClosed() throws Exception {
        try (Socket silent = new Socket(fixture.address.getAddress(), fixture.address.getPort())) {
            silent.setSoTimeout(5_000);

            assertThat(silent.getInputStream().read()).isEqualTo(-1);
        }
        assertThat(fixture.reached("tls.handshake-timeout")).isEqualTo(1);
        assertThat(failures()).isZero();
        assertThat(serialSeen()).isNotNull();
    }

    @Test
    void aRenewedCertificateIsShownToNewConnectionsWhileOldOnesLiveOn() throws Exception {
        Talking before = talking(authority.trusting());
        String old = serialSeen();
        authority.issue("renewed", SUBJECTS).replace(shown);
        assertThat(serialSeen()).as("not looked at yet").isEqualTo(old);

        fixture.tlsNanoTime.addAndGet(TlsFiles.LOOK_EVERY.toNanos());

        assertThat(serialSeen()).isNotEqualTo(old);
        before.say("{'type':'hello','id':1,'version':1,'token':'u_ann.d_1'}");
        assertThat(before.hear()).startsWith("{\"type\":\"welcome\",\"id\":1");
        talking(authority.trusting());
    }

    @Test
    void versionsThatAreOldAreNotSpoken() {
        assertThat(TlsFiles.PROTOCOLS).containsExactly("TLSv1.3", "TLSv1.2");
        assertThatThrownBy(() -> {
                    try (SSLSocket socket = connect()) {
                        socket.setEnabledProtocols(new String[] {"TLSv1.1"});
                        socket.startHandshake();
                    }
                })
                .isInstanceOf(SSLHandshakeException.class);
    }

    private double failures() {
        return fixture.meters.counter("parley.tls.handshakes.failed").count();
    }

    private static String tls(Issued issued) {
        return "enabled = on, certificate = \"" + issued.certificate() + "\", key = \"" + issued.key() + "\"\n";
    }

    private String serialSeen() throws IOException {
        try (SSLSocket socket = connect()) {
            socket.startHandshake();
            X509Certificate seen = (X509Certificate) socket.getSession().getPeerCertificates()[0];
            return seen.getSerialNumber().toString();
        }
    }

    private SSLSocket connect() throws IOException {
        return (SSLSocket) authority.trusting().getSocketFactory().createSocket("127.0.0.1", fixture.address.getPort());
    }

    private Talking talking(SSLContext trusting) throws Exception {
        var talking = new Talking();
        talking.socket = HttpClient.newBuilder()
                .sslContext(trusting)
                .build()
                .newWebSocketBuilder()
                .buildAsync(URI.create("wss://localhost:" + fixture.address.getPort() + "/v1/socket"), talking)
                .get(20, TimeUnit.SECONDS);
        return talking;
    }

    private static final class Talking implements WebSocket.Listener {

        private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        private final StringBuilder partly = new StringBuilder();
        private WebSocket socket;

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence text, boolean last) {
            partly.append(text);
            if (last) {
                heard.add(partly.toString());
                partly.setLength(0);
            }
            from.request(1);
            return null;
        }

        void say(String frame) throws Exception {
            socket.sendText(frame.replace('\'', '"'), true).get(20, TimeUnit.SECONDS);
        }

        String hear() throws InterruptedException {
            return heard.poll(20, TimeUnit.SECONDS);
        }
    }
}
