package parley.gateway.ws;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever a client sends: it gets the documented answer, nothing changes, no stack trace is logged, the next is served. */
class BadInputTest {

    private static final String SEND = "{'type':'send','id':9,'chat':'g','key':'k','since':0,'text':'%s'}";
    private static SocketFixture fixture;
    private LogRecorder logs;

    @BeforeAll
    static void start() {
        fixture = new SocketFixture("");
    }

    @AfterAll
    static void stop() {
        fixture.close();
    }

    @BeforeEach
    void record() {
        logs = new LogRecorder();
        fixture.engine.chats.clear();
    }

    @AfterEach
    void changesNothingLogsNoStackTraceAndServesTheNextClient() throws IOException {
        assertThat(fixture.engine.chats).isEmpty();
        try (RawClient next = fixture.welcomed("u_next")) {
            next.say("{'type':'ping','id':3}");
            assertThat(next.hear()).startsWith("{\"type\":\"pong\",\"id\":3");
        }
        assertThat(logs.stackTraces()).isEmpty();
        assertThat(logs.warnings()).isEmpty();
        logs.close();
    }

    static Map<String, String> badFrames() {
        Map<String, String> frames = new TreeMap<>();
        frames.put("not JSON", "good morrow");
        frames.put("half of it", "{'type':'send','id':9");
        frames.put("nested too deep", "{'type':'ping','id':9,'x':" + "[".repeat(30_000) + "}");
        frames.put("missing field", "{'type':'send','id':9,'chat':'g','key':'k','since':0}");
        frames.put("wrong type", "{'type':'send','id':9,'chat':'g','key':'k','since':'0','text':'x'}");
        frames.put("over-long text", SEND.formatted("x".repeat(8_001)));
        frames.put("over-long key", "{'type':'leave','id':9,'chat':'g','key':'" + "k".repeat(65) + "'}");
        frames.put("half of a surrogate pair", SEND.formatted("\\ud83c"));
        frames.put("chat that is none", "{'type':'leave','id':9,'chat':'../g','key':'k'}");
        return frames;
    }

    static List<String> badFrameNames() {
        return List.copyOf(badFrames().keySet());
    }

    @ParameterizedTest
    @MethodSource("badFrameNames")
    void answersBadFrameAndLivesOn(String name) throws IOException {
        try (RawClient client = fixture.welcomed("u_ann")) {
            send(client, badFrames().get(name).replace('\'', '"'));

            assertThat(client.hear()).contains("\"code\":\"bad_frame\"");
            client.say("{'type':'ping','id':4}");
            assertThat(client.hear()).startsWith("{\"type\":\"pong\"");
        }
    }

    @Test
    void answersUnknownTypeWithTheId() throws IOException {
        try (RawClient client = fixture.welcomed("u_ann")) {
            send(client, "{\"type\":\"sing\",\"id\":9}");

            assertThat(client.hear()).startsWith("{\"type\":\"error\",\"id\":9,\"code\":\"unknown_type\"");
        }
    }

    @Test
    void takesFieldsItDoesNotKnow() throws IOException {
        try (RawClient client = fixture.welcomed("u_ann")) {
            send(client, "{\"type\":\"ping\",\"id\":9,\"mood\":\"fine\"}");

            assertThat(client.hear()).startsWith("{\"type\":\"pong\",\"id\":9");
        }
    }

    @Test
    void takesAFrameOfTheLargestSizeAndClosesAfterOneByteMore() throws IOException {
        byte[] largest = padded(65_536);
        try (RawClient client = fixture.welcomed("u_ann")) {
            client.send(RawClient.TEXT, true, largest);
            assertThat(client.hear()).startsWith("{\"type\":\"pong\"");

            double before = fixture.reached("limits.frame-bytes-max");
            client.send(RawClient.TEXT, true, padded(65_537));
            assertThat(client.closeCode()).isEqualTo(1009);
            assertThat(fixture.reached("limits.frame-bytes-max")).isEqualTo(before + 1);
        }
    }

    @Test
    void closesAfterAFrameThatSaysItIsHuge() throws IOException {
        try (RawClient client = fixture.welcomed("u_ann")) {
            client.write(new byte[] {(byte) 0x81, (byte) 0xFF, 0x7F, -1, -1, -1, -1, -1, -1, -1, 1, 2, 3, 4});

            assertThat(client.closeCode()).isEqualTo(1009);
        }
    }

    @Test
    void putsPartsTogetherAndHoldsThemToTheSameLimit() throws IOException {
        try (RawClient client = fixture.welcomed("u_ann")) {
            byte[] ping = "{\"type\":\"ping\",\"id\":5,\"x\":\"\u00e9\"}".getBytes(StandardCharsets.UTF_8);
            int middleOfCharacter = ping.length - 3;
            client.send(RawClient.TEXT, false, java.util.Arrays.copyOf(ping, middleOfCharacter));
            client.send(RawClient.PING, true, new byte[] {7});
            client.send(
                    RawClient.CONTINUATION, true, java.util.Arrays.copyOfRange(ping, middleOfCharacter, ping.length));
            assertThat(client.read().opcode()).isEqualTo(RawClient.PONG);
            assertThat(client.hear()).startsWith("{\"type\":\"pong\",\"id\":5");

            client.send(RawClient.TEXT, false, new byte[40_000]);
            double before = fixture.reached("limits.frame-bytes-max");
            client.send(RawClient.CONTINUATION, true, new byte[40_000]);
            assertThat(client.closeCode()).isEqualTo(1009);
            assertThat(fixture.reached("limits.frame-bytes-max")).isEqualTo(before + 1);
        }
    }

    @Test
    void closesAfterABinaryFrame() throws IOException {
        try (RawClient client = fixture.welcomed("u_ann")) {
            client.send(RawClient.BINARY, true, new byte[] {1, 2, 3});

            assertThat(client.closeCode()).isEqualTo(1003);
        }
    }

    @Test
    void closesAfterTextThatIsNotUtf8() throws IOException {
        for (byte[] bad : List.of(
                new byte[] {'"', (byte) 0xC3, '"'},
                new byte[] {'"', (byte) 0xED, (byte) 0xA0, (byte) 0x80, '"'},
                new byte[] {'"', (byte) 0xC0, (byte) 0xAF, '"'},
                new byte[] {(byte) 0xFF})) {
            try (RawClient client = fixture.welcomed("u_ann")) {
                client.send(RawClient.TEXT, true, bad);

                assertThat(client.closeCode()).isEqualTo(1007);
            }
        }
    }

    @Test
    void closesAfterWhatIsNoFrame() throws IOException {
        try (RawClient unmasked = fixture.welcomed("u_ann");
                RawClient reserved = fixture.welcomed("u_ann");
                RawClient unbegun = fixture.welcomed("u_ann")) {
            unmasked.write(new byte[] {(byte) 0x81, 2, '{', '}'});
            reserved.write(RawClient.frame(0x3, true, new byte[0]));
            unbegun.send(RawClient.CONTINUATION, true, new byte[0]);

            assertThat(unmasked.closeCode()).isEqualTo(1002);
            assertThat(reserved.closeCode()).isEqualTo(1002);
            assertThat(unbegun.closeCode()).isEqualTo(1002);
        }
    }

    @Test
    void answersNothingBeforeWelcomeAndNoSecondHello() throws IOException {
        try (RawClient client = RawClient.connect(fixture.address)) {
            client.say(SEND.formatted("x"));
            assertThat(client.hear()).contains("\"id\":9", "\"code\":\"not_welcome\"");
            fixture.hello(client, "u_ann");

            client.say("{'type':'hello','id':2,'version':1,'token':'u_ann.d_1'}");
            assertThat(client.hear()).contains("\"id\":2", "\"code\":\"not_welcome\"");
        }
    }

    @Test
    void closesWithoutAGoodToken() throws IOException {
        for (String token : List.of("", ",'token':'forged'", ",'token':'eyJhbGciOiJub25lIn0..'")) {
            try (RawClient client = RawClient.connect(fixture.address)) {
                client.say("{'type':'hello','id':1,'version':1" + token + "}");

                assertThat(client.hear()).contains("\"code\":\"unauthenticated\"");
                assertThat(client.closeCode()).isEqualTo(4001);
            }
        }
    }

    @Test
    void closesAfterTwentyBadFramesInARow() throws IOException {
        try (RawClient client = fixture.welcomed("u_ann")) {
            for (int i = 0; i < 20; i++) {
                send(client, "nonsense");
            }

            assertThat(client.closeCode()).isEqualTo(1008);
        }
    }

    @Test
    void endsAFlood() throws IOException {
        try (SocketFixture strict = new SocketFixture("traffic { frames-per-second = 10, frames-burst = 50,"
                        + " flood-per-second = 1, flood-burst = 50 }");
                RawClient texts = strict.welcomed("u_ann");
                RawClient pings = strict.welcomed("u_bob");
                RawClient parts = strict.welcomed("u_cy")) {
            for (int i = 0; i < 150; i++) {
                texts.say("{'type':'ping','id':4}");
                pings.send(RawClient.PING, true, new byte[0]);
                parts.send(i == 0 ? RawClient.TEXT : RawClient.CONTINUATION, false, new byte[0]);
            }

            assertThat(texts.closeCode()).isEqualTo(4004);
            assertThat(pings.closeCode()).isEqualTo(4004);
            assertThat(parts.closeCode()).isEqualTo(4004);
            assertThat(strict.server.counters().rateLimited()).isGreaterThanOrEqualTo(150);
        }
    }

    private static void send(RawClient client, String text) throws IOException {
        client.send(RawClient.TEXT, true, text.getBytes(StandardCharsets.UTF_8));
    }

    /** A ping of so many bytes. */
    private static byte[] padded(int bytes) {
        String ping = "{\"type\":\"ping\",\"id\":5}";
        return (ping + " ".repeat(bytes - ping.length())).getBytes(StandardCharsets.UTF_8);
    }
}
