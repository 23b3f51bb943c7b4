package parley.loadtests.client;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * How far the client has received and read, told to the server a little later and the newest only. What was not told when a connection
 * ended is told on the next. Confined to the client's serial.
 */
final class Positions {

    private static final int CHATS_MAX = 10_000;

    private final Serial serial;
    private final Duration delay;
    private final Map<String, Map<String, Long>> waiting = new LinkedHashMap<>();
    private @Nullable Consumer<String> wire;
    private boolean flushing;

    Positions(Serial serial, Duration delay) {
        this.serial = serial;
        this.delay = delay;
    }

    void delivered(String chat, long seq) {
        note("delivered", chat, seq);
    }

    void read(String chat, long seq) {
        note("read", chat, seq);
    }

    void online(Consumer<String> connection) {
        wire = connection;
        schedule();
    }

    void offline() {
        wire = null;
    }

    private void note(String type, String chat, long seq) {
        Map<String, Long> ofType = waiting.computeIfAbsent(type, name -> new HashMap<>());
        if (ofType.size() < CHATS_MAX || ofType.containsKey(chat)) {
            ofType.merge(chat, seq, Math::max);
        }
        schedule();
    }

    private void schedule() {
        if (!flushing && wire != null && !waiting.isEmpty()) {
            flushing = true;
            serial.after(delay, this::flush);
        }
    }

    private void flush() {
        flushing = false;
        Consumer<String> connection = wire;
        if (connection == null) {
            return;
        }
        waiting.forEach((type, positions) -> positions.forEach((chat, seq) -> {
            ObjectNode frame = Frames.frame(type).put("chat", chat).put("seq", seq);
            connection.accept(Frames.write(frame));
        }));
        waiting.clear();
    }
}
