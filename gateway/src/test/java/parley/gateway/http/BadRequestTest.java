package parley.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;
import static parley.gateway.http.ApiTest.assertError;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import parley.gateway.http.ApiFixture.Answer;

/** Requests that no client of ours would make: each gets an error object, whoever it is that refuses it. */
class BadRequestTest {

    private static ApiFixture api;

    @BeforeAll
    static void start() {
        api = new ApiFixture();
    }

    @AfterAll
    static void stop() {
        api.close();
    }

    /** Bytes that look like UTF-32 or UTF-16 to a parser, and are not; or no text in any encoding. */
    @ParameterizedTest
    @ValueSource(strings = {"0000007B00", "007B00", "FEFF007B", "FFFE0000", "7BFF7D", "EFBBBF7B", "7B22C328227D", "00"})
    void refusesABodyThatIsNoText(String hex) {
        Answer answer =
                api.send("POST", "/v1/sessions", java.util.HexFormat.of().parseHex(hex));

        assertError(answer, 400, "bad_frame");
    }

    @Test
    void answersAPathThatIsTooLong() {
        assertError(api.get("/v1/users?query=" + "x".repeat(5_000)), 414, "bad_frame");
    }

    @Test
    void answersAHeaderThatIsTooLong() {
        assertError(api.get("/v1/me", "Authorization", "Bearer " + "x".repeat(20_000)), 431, "bad_frame");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nonsense\r\n\r\n",
                "GET /v1/config HTTP/9.9\r\nHost: x\r\n\r\n",
                "GET /v1/config HTTP/1.1\r\nHost: x\r\nContent-Length: minus one\r\n\r\n",
                "GET /v1/config HTTP/1.1\r\n\r\n"
            })
    void answersWhatIsNotHttp(String request) throws IOException {
        String answer = say(request);

        assertThat(answer)
                .containsPattern("^HTTP/1.1 [45]\\d\\d ")
                .contains("Content-Type: application/json", "X-Content-Type-Options: nosniff")
                .contains("{\"code\":\"bad_frame\",\"message\":\"", "\"retryable\":false}");
    }

    private static String say(String request) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), api.port())) {
            socket.setSoTimeout(30_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            socket.shutdownOutput();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
