package parley.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import parley.engine.tls.TestAuthority;
import parley.engine.tls.TestAuthority.Issued;
import parley.engine.tls.TlsFiles;
import parley.gateway.GatewaySettings;

class HttpTlsTest {

    private static final String SUBJECTS = "dns:localhost,ip:127.0.0.1";

    @TempDir
    static Path folder;

    private static TestAuthority authority;

    private Issued shown;
    private ApiFixture api;

    @BeforeAll
    static void makeAuthority() throws IOException {
        authority = TestAuthority.in(folder.resolve("authority"));
    }

    @BeforeEach
    void start() throws IOException {
        shown = authority.issue("shown", SUBJECTS);
        api = new ApiFixture("parley.gateway.tls { enabled = on, handshake-timeout = 500 ms, certificate = \""
                + shown.certificate() + "\", key = \"" + shown.key() + "\" }");
    }

    @AfterEach
    void stop() {
        api.close();
    }

    @Test
    void clientsAreToldThatTheSocketSpeaksTlsTooAndTheirCookiesGoNowhereElse() throws Exception {
        assertThat(get(client(), "https").body()).contains("\"socketUrl\":\"wss://localhost:9001/v1/socket\"");

        HttpRequest signUp = HttpRequest.newBuilder(URI.create("https://localhost:" + api.port() + "/v1/accounts"))
                .header("Content-Type", "application/json")
                .header("Origin", "https://localhost:" + api.port())
                .POST(HttpRequest.BodyPublishers.ofString(
                        "{\"name\":\"ann\",\"password\":\"correct horse\",\"cookies\":true}"))
                .build();
        HttpResponse<String> signedUp = client().send(signUp, HttpResponse.BodyHandlers.ofString());
        assertThat(signedUp.headers().allValues("Set-Cookie"))
                .as(signedUp.body())
                .isNotEmpty()
                .allSatisfy(cookie -> assertThat(cookie).contains("; Secure"));
    }

    @Test
    void plainTextIsNotAnswered() {
        assertThatThrownBy(() -> get(client(), "http")).isInstanceOf(IOException.class);
    }

    @Test
    void aHandshakeThatTakesTooLongIsEnded() throws Exception {
        try (Socket slow = new Socket(InetAddress.getLoopbackAddress(), api.port())) {
            slow.setSoTimeout(5_000);
            // The first byte of a record with a handshake in it.
            slow.getOutputStream().write(0x16);
            await().untilAsserted(() ->
                    assertThat(api.reached("tls.handshake-timeout")).isEqualTo(1));

            slow.getOutputStream().write(0x03);

            assertThat(slow.getInputStream().readAllBytes().length)
                    .as("a goodbye at most")
                    .isLessThan(64);
        }
        assertThat(get(client(), "https").statusCode()).isEqualTo(200);
    }

    @Test
    void aRenewedCertificateIsShownToNewConnectionsWhileOldOnesLiveOn() throws Exception {
        HttpClient before = client();
        HttpResponse<String> first = get(before, "https");
        authority.issue("renewed", SUBJECTS).replace(shown);

        api.tlsNanoTime.addAndGet(TlsFiles.LOOK_EVERY.toNanos());

        assertThat(serial(get(client(), "https"))).isNotEqualTo(serial(first));
        assertThat(serial(get(before, "https"))).as("the same connection").isEqualTo(serial(first));
    }

    @Test
    void whoHasACertificateAndNoTlsIsTold() {
        assertRefused("{ certificate = a, key = b }", "PARLEY_TLS: off, with ");
        assertRefused("{ enabled = on }", "PARLEY_TLS: on, with ");
        assertRefused(
                "{ enabled = on, certificate = a, key = b, handshake-timeout = 10 s }",
                "parley.gateway.tls.handshake-timeout: PT10S (expected: below");
    }

    private static void assertRefused(String tls, String because) {
        Config config = ConfigFactory.parseString("parley.gateway.tls " + tls).withFallback(ConfigFactory.load());

        assertThatThrownBy(() -> GatewaySettings.from(config)).hasMessageStartingWith(because);
    }

    private static String serial(HttpResponse<String> response) throws Exception {
        return ((X509Certificate) response.sslSession().orElseThrow().getPeerCertificates()[0])
                .getSerialNumber()
                .toString();
    }

    private static HttpClient client() {
        return HttpClient.newBuilder().sslContext(authority.trusting()).build();
    }

    private HttpResponse<String> get(HttpClient client, String scheme) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(scheme + "://localhost:" + api.port() + "/v1/config"))
                .version(HttpClient.Version.HTTP_1_1)
                .timeout(Duration.ofSeconds(10))
                .build();
        return client.send(request, HttpResponse.BodyHandlers.ofString());
    }
}
