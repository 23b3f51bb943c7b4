package parley.loadtests.check;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import parley.loadtests.check.Observation.Direction;
import parley.loadtests.check.Observation.Range;
import parley.loadtests.check.Observation.Source;
import parley.loadtests.client.FrameTap;

/** Records what a client reads over HTTP: pages, and chats with its own positions. Thread-safe. */
final class HttpRecorder {

    private static final Pattern ENTRIES = Pattern.compile("/v1/chats/([^/]+)/entries");
    private static final Pattern CHAT = Pattern.compile("/v1/chats/([^/]+)");

    private final Recorder recorder;
    private final int client;
    private final String user;

    HttpRecorder(Recorder recorder, int client, String user) {
        this.recorder = recorder;
        this.client = client;
        this.user = user;
    }

    void exchanged(FrameTap.Exchange exchange) {
        if (!exchange.method().equals("GET") || exchange.status() != 200 || exchange.responseBody() == null) {
            return;
        }
        URI path = URI.create(exchange.path());
        Matcher entries = ENTRIES.matcher(path.getPath());
        if (entries.matches()) {
            page(decoded(entries.group(1)), rangeOf(path.getQuery()), exchange);
        } else if (path.getPath().equals("/v1/chats")) {
            Json.read(exchange.responseBody()).path("chats").forEach(chat -> chat(chat, exchange.askedNanos()));
        } else if (CHAT.matcher(path.getPath()).matches()) {
            chat(Json.read(exchange.responseBody()), exchange.askedNanos());
        }
    }

    private void page(String chat, Range range, FrameTap.Exchange exchange) {
        JsonNode page = Json.read(String.valueOf(exchange.responseBody()));
        int number = recorder.names().number(chat);
        List<Seen> entries = recorder.entries().entries(page.path("entries"));
        recorder.record(nanos -> new Observation.Page(
                nanos,
                Math.min(nanos, exchange.askedNanos()),
                client,
                0,
                number,
                range,
                entries,
                page.path("seq").asLong(),
                page.path("n").asLong(),
                page.path("end").asBoolean()));
    }

    private void chat(JsonNode chat, long askedNanos) {
        int number = recorder.names().number(chat.path("chat").asText());
        int whose = recorder.names().number(user);
        JsonNode read = chat.path("read");
        recorder.record(nanos -> new Observation.PositionSeen(
                nanos,
                Math.min(nanos, askedNanos),
                client,
                0,
                number,
                whose,
                Source.LIST,
                -1,
                read.path("seq").asLong(),
                read.path("n").asLong()));
    }

    private static Range rangeOf(String query) {
        long before = parameter(query, "before");
        long after = parameter(query, "after");
        return after >= 0 ? new Range(Direction.FORWARDS, after) : new Range(Direction.BACKWARDS, Math.max(0, before));
    }

    private static long parameter(String query, String name) {
        for (String pair : String.valueOf(query).split("&", -1)) {
            if (pair.startsWith(name + "=")) {
                return Long.parseLong(pair.substring(name.length() + 1));
            }
        }
        return -1;
    }

    private static String decoded(String segment) {
        return URLDecoder.decode(segment, StandardCharsets.UTF_8);
    }
}
