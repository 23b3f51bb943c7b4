package parley.loadtests.gatling;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiConsumer;

/** What a virtual user has said and that is not answered: kept until it is acked or refused, and sent again with the same key. Not thread-safe. */
final class Said {

    private static final long ANSWER_WITHIN_MS = 30_000;
    private static final long RETRY_MS = 200;

    private final int seat;
    private final Stage stage;
    private final Map<String, Message> unacked = new LinkedHashMap<>();
    private long count;

    /** One message. */
    static final class Message {
        private final String chat;
        private final long intendedMs;
        private long since = -1;
        private boolean asked;
        private long retryAtMs;

        private Message(String chat, long intendedMs) {
            this.chat = chat;
            this.intendedMs = intendedMs;
        }

        String chat() {
            return chat;
        }

        /** What its sender had of the chat when it tried first. */
        long since(long haveNow) {
            since = since < 0 ? haveNow : since;
            return since;
        }
    }

    Said(int seat, Stage stage) {
        this.seat = seat;
        this.stage = stage;
    }

    /** How many messages there were. */
    long count() {
        return count;
    }

    boolean isAnswered() {
        return unacked.isEmpty();
    }

    void add(String chat, long intendedMs) {
        unacked.put(MessageKey.of(intendedMs, seat, count++), new Message(chat, intendedMs));
    }

    /** What was sent on a connection that is over has to be sent again. */
    void disconnected() {
        unacked.values().forEach(message -> message.asked = false);
    }

    void acked(String key, long atMs) {
        Message message = unacked.remove(key);
        if (message != null) {
            stage.ok(Person.ACK, message.intendedMs, atMs);
        }
    }

    void refused(String key, String code, JsonNode error, long atMs) {
        Message message = unacked.get(key);
        if (message == null) {
            return;
        }
        if (error.path("retryable").asBoolean()) {
            message.asked = false;
            message.retryAtMs =
                    atMs + Math.max(RETRY_MS, error.path("retryAfterMs").asLong());
        } else {
            unacked.remove(key);
            stage.failed(Person.ACK, message.intendedMs, atMs, code);
        }
    }

    /** Sends what is to be sent now, at most so many, and gives up what had no answer for too long. */
    void due(long now, int most, BiConsumer<String, Message> send) {
        int left = most;
        for (Iterator<Map.Entry<String, Message>> each = unacked.entrySet().iterator(); each.hasNext(); ) {
            Map.Entry<String, Message> one = each.next();
            Message message = one.getValue();
            if (now - message.intendedMs > ANSWER_WITHIN_MS && !stage.isDisturbed()) {
                each.remove();
                stage.failed(Person.ACK, message.intendedMs, now, "no answer within 30 s");
            } else if (!message.asked && now >= message.retryAtMs && left > 0) {
                message.asked = true;
                left--;
                send.accept(one.getKey(), message);
            }
        }
    }

    /** What has no answer now has failed. */
    void end(long now) {
        unacked.values()
                .forEach(message -> stage.failed(Person.ACK, message.intendedMs, now, "no answer before the end"));
        unacked.clear();
    }
}
