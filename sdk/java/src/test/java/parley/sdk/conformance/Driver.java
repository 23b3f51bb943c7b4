package parley.sdk.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import parley.sdk.Chat;
import parley.sdk.Client;
import parley.sdk.Clock;
import parley.sdk.Conversation;
import parley.sdk.FileStorage;
import parley.sdk.Parley;
import parley.sdk.Session;

/** Has the Java SDK do what the conformance suite asks of a driver (docs/protocol.md, section 5). */
public final class Driver {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** The chats that were ever on the screen. */
    private final Set<String> opened = new LinkedHashSet<>();

    private Client client;

    private Driver() {}

    public static void main(String[] arguments) throws IOException {
        var driver = new Driver();
        var answers = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        var orders = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = orders.readLine(); line != null; line = orders.readLine()) {
            answers.println(driver.answer(JSON.readTree(line)));
        }
        Runtime.getRuntime().halt(0);
    }

    private ObjectNode answer(JsonNode order) {
        try {
            return obey(order);
        } catch (IOException | RuntimeException e) {
            return JSON.createObjectNode().put("error", String.valueOf(e));
        }
    }

    private ObjectNode obey(JsonNode order) throws IOException {
        String chat = order.path("chat").asText();
        switch (order.path("do").asText()) {
            case "start" -> start(order);
            case "show" -> {
                client.show(chat);
                opened.add(chat);
            }
            case "send" -> send(client.chat(chat), order);
            case "read" -> client.chat(chat).markRead();
            case "typing" -> client.chat(chat).typing(order.path("on").asBoolean());
            case "older" -> client.chat(chat).older().toCompletableFuture().join();
            case "report" -> {
                return report();
            }
            default -> throw new IllegalArgumentException("no such order: " + order);
        }
        return JSON.createObjectNode();
    }

    private void start(JsonNode order) throws IOException {
        client = Parley.client(
                        URI.create(order.path("url").asText()), JSON.treeToValue(order.path("session"), Session.class))
                .storage(FileStorage.at(Path.of(order.path("storage").asText())))
                .clock(new FastClock(
                        order.path("speed").asLong(), order.path("skewMs").asLong()))
                .connect()
                .toCompletableFuture()
                .join();
    }

    private static void send(Conversation chat, JsonNode order) {
        String text = order.path("text").asText();
        if (order.has("key")) {
            chat.send(text, order.path("key").asText(), order.path("since").asLong());
        } else {
            chat.send(text);
        }
    }

    private ObjectNode report() {
        ObjectNode report = JSON.createObjectNode();
        report.put("connection", client.connection().state().name().toLowerCase(Locale.ROOT));
        report.put("reason", client.connection().reason().name().toLowerCase(Locale.ROOT));
        ObjectNode chats = report.putObject("chats");
        ObjectNode receipts = report.putObject("receipts");
        ObjectNode typing = report.putObject("typing");
        for (Chat row : client.chats()) {
            Conversation chat = client.chat(row.chat());
            chats.putObject(row.chat())
                    .put("seq", row.seq())
                    .put("n", row.n())
                    .put("read", row.read().seq())
                    .put("unread", row.unread())
                    .put("title", row.title());
            receipts.set(row.chat(), JSON.valueToTree(chat.receipts()));
            typing.set(row.chat(), JSON.valueToTree(chat.typists()));
        }
        shown(report.putObject("shown"));
        ArrayNode unsent = report.putArray("unsent");
        client.unsent()
                .forEach(message -> unsent.addObject()
                        .put("chat", message.chat())
                        .put("text", message.text())
                        .put("failed", message.failed()));
        ArrayNode online = report.putArray("online");
        client.presence().forEach((user, presence) -> {
            if (presence.online()) {
                online.add(user);
            }
        });
        return report;
    }

    private void shown(ObjectNode shown) {
        for (String chat : opened) {
            ArrayNode entries = shown.putArray(chat);
            client.chat(chat).entries().forEach(entry -> {
                ObjectNode drawn = entries.addObject().put("seq", entry.seq());
                if (entry.text() != null) {
                    drawn.put("text", entry.text());
                }
            });
        }
    }

    /** Time that passes faster than outside, and that may be wrong. */
    private static final class FastClock implements Clock {

        private final long startedAt = System.currentTimeMillis();
        private final long speed;
        private final long skewMs;

        FastClock(long speed, long skewMs) {
            this.speed = speed;
            this.skewMs = skewMs;
        }

        @Override
        public long millis() {
            return startedAt + skewMs + (System.currentTimeMillis() - startedAt) * speed;
        }

        @Override
        public long nanosOf(long ms) {
            return TimeUnit.MILLISECONDS.toNanos(ms) / speed;
        }
    }
}
