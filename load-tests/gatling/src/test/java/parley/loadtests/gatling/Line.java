package parley.loadtests.gatling;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import parley.loadtests.client.FrameTap;

/** One connection of a virtual user: what waits to be sent on it, and what was asked and is not answered. Confined to the user's event loop. */
final class Line {

    /** Gatling's name of the socket. */
    final String socket;

    final String url;
    final long connectingSince;
    final Tokens.Token token;

    private final FrameTap recording;
    private final Map<Long, Asked> asked = new HashMap<>();
    private final Deque<ObjectNode> outbox = new ArrayDeque<>();
    private long lastSentMs;
    private boolean open;
    private boolean leaving;
    private boolean synced;
    private boolean current;

    /** A request; {@code atMs} is when it was meant to be made. */
    record Asked(ObjectNode frame, long atMs) {
        String type() {
            return frame.path("type").asText();
        }

        String chat() {
            return frame.path("chat").asText();
        }

        String key() {
            return frame.path("key").asText();
        }
    }

    Line(String socket, String url, long nowMs, Tokens.Token token, FrameTap recording) {
        this.socket = socket;
        this.url = url;
        this.connectingSince = nowMs;
        this.token = token;
        this.recording = recording;
    }

    /** The socket is open. */
    void opened() {
        open = true;
    }

    boolean isOpen() {
        return open;
    }

    void synced() {
        synced = true;
    }

    boolean isSynced() {
        return synced;
    }

    /** The user has everything that its chats have. */
    void current() {
        current = true;
    }

    boolean isCurrent() {
        return current;
    }

    /** To be closed at the next step. */
    void leave() {
        leaving = true;
    }

    boolean isLeaving() {
        return leaving;
    }

    void received(String frame) {
        recording.received(frame);
    }

    void ended() {
        recording.closed(open ? 1000 : 1006, "");
    }

    /** Puts a request behind what waits; its id is new. */
    void ask(ObjectNode frame, long atMs) {
        asked.put(frame.path("id").asLong(), new Asked(frame, atMs));
        outbox.add(frame);
    }

    /** Puts something behind what waits that has no answer. */
    void say(ObjectNode frame) {
        outbox.add(frame);
    }

    @Nullable
    Asked answered(long id) {
        return asked.remove(id);
    }

    int waiting() {
        return asked.size();
    }

    /** What is asked and was not answered, of one type. */
    List<Asked> unanswered(String type) {
        return asked.values().stream().filter(one -> one.type().equals(type)).toList();
    }

    /** Whether nothing but pings waits for an answer. */
    boolean isAnswered() {
        return asked.size() == unanswered("ping").size();
    }

    boolean hasFrame() {
        return !outbox.isEmpty();
    }

    /** The next frame, which the caller sends at once. */
    String nextFrame(long nowMs) {
        String frame = outbox.remove().toString();
        lastSentMs = nowMs;
        recording.sent(frame);
        return frame;
    }

    boolean isQuietSince(long ms) {
        return lastSentMs < ms && outbox.isEmpty();
    }
}
