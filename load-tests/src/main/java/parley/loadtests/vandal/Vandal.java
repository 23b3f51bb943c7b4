package parley.loadtests.vandal;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Attacks one node with malformed and oversized frames, floods and wrong tokens, and says what it got for each. Bounded: a few seconds,
 * and a few thousand frames. What it must never get is silence, an internal error, or its way.
 */
public final class Vandal {

    private static final int FLOOD_FRAMES = 3_000;
    private static final int MUTATIONS = 400;
    private static final int GUESSES = 8;
    private static final int TOO_LARGE = 70_000;
    private static final int TOO_DEEP = 5_000;
    private static final int BAD_FRAMES = 25;
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final String http;
    private final URI socket;
    private final String accessToken;
    private final RandomGenerator random;
    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(TIMEOUT).build();
    private final List<Outcome> outcomes = new ArrayList<>();

    /**
     * @param http the node's HTTP address
     * @param socketUrl its WebSocket's address
     * @param accessToken a good token of somebody who has no chats
     */
    public Vandal(String http, String socketUrl, String accessToken, RandomGenerator random) {
        this.http = http;
        this.socket = URI.create(socketUrl);
        this.accessToken = accessToken;
        this.random = random;
    }

    private interface Attack {
        String on(RawSocket raw) throws IOException;
    }

    /** Frames that are none, or too large, too many, too slow. */
    public List<Outcome> malformed() throws IOException {
        welcomed("a frame that is no JSON", "bad_frame", "bad_frame"::equals, raw -> codeAfter(raw, "{]"));
        welcomed(
                "a type that does not exist",
                "unknown_type",
                "unknown_type"::equals,
                raw -> codeAfter(raw, "{\"type\":\"explode\",\"id\":5}"));
        welcomed(
                "5,000 nested arrays",
                "bad_frame",
                "bad_frame"::equals,
                raw -> codeAfter(raw, BadFrames.nested(TOO_DEEP)));
        welcomed(
                "a frame of 70,000 bytes",
                "close 1009",
                "close 1009"::equals,
                raw -> codeAfter(raw, BadFrames.tooLarge(TOO_LARGE)));
        welcomed("text that is not UTF-8", "close 1007", "close 1007"::equals, raw -> {
            raw.sendFrame(true, RawSocket.TEXT, BadFrames.notUtf8());
            return code(raw.read());
        });
        welcomed("a binary frame", "close 1003", "close 1003"::equals, raw -> {
            raw.sendFrame(true, RawSocket.BINARY, BadFrames.noise(random));
            return code(raw.read());
        });
        welcomed("bytes that are no frame", "close 1002", any("close 1002", RawSocket.BROKEN), raw -> {
            raw.sendBytes(new byte[] {(byte) 0xF3, 0x00, 0x13, 0x37});
            return code(raw.read());
        });
        welcomed("a request in fragments", "pong", "pong"::equals, raw -> {
            raw.sendFrame(false, RawSocket.TEXT, "{\"type\":\"pi".getBytes(StandardCharsets.UTF_8));
            raw.sendFrame(true, RawSocket.CONTINUATION, "ng\",\"id\":6}".getBytes(StandardCharsets.UTF_8));
            return code(raw.read());
        });
        welcomed("25 bad frames in a row", "close 1008", "close 1008"::equals, raw -> {
            for (int i = 0; i < BAD_FRAMES; i++) {
                raw.sendText("nonsense");
            }
            return lastWord(raw);
        });
        welcomed("400 frames with wrong bytes", "typed errors", this::onlyTyped, this::mutate);
        welcomed(
                "a flood of 3,000 frames",
                "rate_limited, or close 4004",
                any("rate_limited", "close 4004"),
                this::flood);
        outcomes.add(slowHandshake());
        return taken();
    }

    /** Tokens that are not one's own, or none; passwords that are guessed. */
    public List<Outcome> unauthorised() throws IOException, InterruptedException {
        int dot = accessToken.lastIndexOf('.');
        String signature = accessToken.substring(dot + 1);
        String forged = accessToken.substring(0, dot + 1) + new StringBuilder(signature).reverse();
        hello("no token", null);
        hello("a token with another signature", forged);
        hello("a token without a signature", accessToken.substring(0, dot + 1));
        hello("a token that says alg none", "eyJhbGciOiJub25lIn0." + accessToken.split("\\.", -1)[1] + ".");
        hello("noise for a token", "noise.noise.noise");
        for (String path : List.of("/v1/me", "/v1/chats", "/v1/devices")) {
            status("GET " + path + " with a forged token", get(path, forged), Set.of(401));
        }
        status("another's chat", get("/v1/chats/g_not_mine/entries", accessToken), Set.of(404));
        status(
                "the service API with a user's token",
                get("/v1/service/users", accessToken),
                Set.of(401, 403, 404, 405));
        Set<Integer> answers = new TreeSet<>();
        for (int i = 0; i < GUESSES; i++) {
            answers.add(logIn("nobody-" + random.nextInt(1_000_000), "guess number " + i));
        }
        outcomes.add(new Outcome(
                "guessing passwords",
                "401 or 429",
                answers.toString(),
                Set.of(401, 429).containsAll(answers)));
        return taken();
    }

    private List<Outcome> taken() {
        List<Outcome> all = List.copyOf(outcomes);
        outcomes.clear();
        return all;
    }

    private void welcomed(String what, String expected, Predicate<String> fine, Attack attack) throws IOException {
        try (RawSocket raw = RawSocket.open(socket)) {
            raw.sendText(helloText(accessToken));
            String welcome = code(raw.read());
            if (!welcome.equals("welcome")) {
                outcomes.add(new Outcome(what, "welcome", welcome, false));
                return;
            }
            readUntilSynced(raw);
            String got = attack.on(raw);
            outcomes.add(new Outcome(what, expected, got, fine.test(got)));
        }
    }

    private void hello(String what, @Nullable String token) throws IOException {
        try (RawSocket raw = RawSocket.open(socket)) {
            raw.sendText(token == null ? "{\"type\":\"hello\",\"id\":1,\"version\":1}" : helloText(token));
            String got = code(raw.read());
            outcomes.add(new Outcome(
                    what,
                    "unauthenticated",
                    got,
                    any("unauthenticated", "close 4001").test(got)));
        }
    }

    private static String helloText(String token) {
        return "{\"type\":\"hello\",\"id\":1,\"version\":1,\"token\":\"" + token + "\"}";
    }

    /** The answer to a frame; what the server pushes besides is passed over. */
    private static String codeAfter(RawSocket raw, String frame) throws IOException {
        raw.sendText(frame);
        return code(raw.read());
    }

    private static void readUntilSynced(RawSocket raw) throws IOException {
        String word = code(raw.read());
        while (!word.equals("synced")) {
            if (word.startsWith("close") || word.equals(RawSocket.BROKEN)) {
                throw new IOException("no synced, but " + word);
            }
            word = code(raw.read());
        }
    }

    /** Reads on until the connection ends. */
    private static String lastWord(RawSocket raw) throws IOException {
        String word = raw.read();
        while (!word.startsWith("close") && !word.equals(RawSocket.BROKEN)) {
            word = raw.read();
        }
        return word;
    }

    private String mutate(RawSocket raw) throws IOException {
        Set<String> seen = new TreeSet<>();
        for (int i = 0; i < MUTATIONS && seen.stream().noneMatch(word -> word.startsWith("close")); i++) {
            raw.sendFrame(true, RawSocket.TEXT, BadFrames.mutated(random));
            seen.add(code(raw.read()));
        }
        return String.join(" ", seen);
    }

    /** An internal error or a broken connection would be a bug that was found. */
    private boolean onlyTyped(String words) {
        return !words.isEmpty() && !words.contains("internal") && !words.contains(RawSocket.BROKEN);
    }

    private String flood(RawSocket raw) throws IOException {
        for (int i = 0; i < FLOOD_FRAMES; i++) {
            raw.sendText("{\"type\":\"ping\",\"id\":" + (i + 10) + "}");
        }
        for (int i = 0; i < FLOOD_FRAMES; i++) {
            String got = code(raw.read());
            if (!got.equals("pong")) {
                return got;
            }
        }
        return "all answered";
    }

    /** Half a handshake, and then nothing: the server must not wait for ever. */
    private Outcome slowHandshake() throws IOException {
        try (RawSocket raw = RawSocket.connect(socket)) {
            raw.sendBytes("GET / HTTP/1.1\r\nHost: x\r\nUpgr".getBytes(StandardCharsets.US_ASCII));
            String head = raw.readHead();
            String got = head.isEmpty() ? "closed" : head;
            return new Outcome("half a handshake", "closed, or an HTTP error", got, !head.contains(" 101 "));
        }
    }

    /** The code of an error, {@code close N}, or the type of a frame. */
    private static String code(String word) throws IOException {
        if (word.startsWith("close") || word.equals(RawSocket.BROKEN)) {
            return word;
        }
        var frame = Words.read(word);
        return frame.path("type").asText().equals("error")
                ? frame.path("code").asText()
                : frame.path("type").asText();
    }

    private static Predicate<String> any(String... words) {
        return Set.of(words)::contains;
    }

    private void status(String what, int got, Set<Integer> expected) {
        outcomes.add(new Outcome(what, expected.toString(), Integer.toString(got), expected.contains(got)));
    }

    private int get(String path, String token) throws IOException, InterruptedException {
        return status(request(path).header("Authorization", "Bearer " + token).GET());
    }

    private int logIn(String name, String password) throws IOException, InterruptedException {
        return status(request("/v1/sessions")
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(
                        "{\"name\":\"" + name + "\",\"password\":\"" + password + "\"}")));
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(http + path)).timeout(TIMEOUT);
    }

    private int status(HttpRequest.Builder request) throws IOException, InterruptedException {
        return client.send(request.build(), HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }
}
