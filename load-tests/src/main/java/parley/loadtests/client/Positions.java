package parley.loadtests.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * How far the client has received and read, told to the server a little later and the newest only, and kept until the server says that
 * it is done. At most one telling of each position is on its way, and few in all, so that requests are not held up. Confined to the
 * client's serial.
 */
final class Positions {

    static final int IN_FLIGHT_MAX = 32;

    private static final int POSITIONS_MAX = 20_000;

    private final Serial serial;
    private final Duration delay;
    private final Function<ObjectNode, CompletionStage<JsonNode>> asking;
    private final Map<Kind, Long> untold = new LinkedHashMap<>();
    private final Set<Kind> inFlight = new HashSet<>();
    private boolean flushing;

    private record Kind(String type, String chat) {}

    /** @param asking sends a request until it is answered, refused or late */
    Positions(Serial serial, Duration delay, Function<ObjectNode, CompletionStage<JsonNode>> asking) {
        this.serial = serial;
        this.delay = delay;
        this.asking = asking;
    }

    void delivered(String chat, long seq) {
        note(new Kind("delivered", chat), seq);
    }

    void read(String chat, long seq) {
        note(new Kind("read", chat), seq);
    }

    private void note(Kind kind, long seq) {
        if (untold.size() < POSITIONS_MAX || untold.containsKey(kind)) {
            untold.merge(kind, seq, Math::max);
        }
        schedule();
    }

    private void schedule() {
        if (!flushing && untold.size() > inFlight.size() && inFlight.size() < IN_FLIGHT_MAX) {
            flushing = true;
            serial.after(delay, this::flush);
        }
    }

    private void flush() {
        flushing = false;
        for (Map.Entry<Kind, Long> position : List.copyOf(untold.entrySet())) {
            if (inFlight.size() < IN_FLIGHT_MAX && inFlight.add(position.getKey())) {
                tell(position.getKey(), position.getValue());
            }
        }
    }

    private void tell(Kind kind, long seq) {
        ObjectNode frame = Frames.frame(kind.type()).put("chat", kind.chat()).put("seq", seq);
        asking.apply(frame).whenComplete((done, failure) -> settle(kind, seq, failure));
    }

    /** Without an answer the position stays; one that is refused would be refused again. */
    private void settle(Kind kind, long seq, @Nullable Throwable failure) {
        inFlight.remove(kind);
        if (failure == null || !isUnanswered(failure)) {
            untold.remove(kind, seq);
        }
        schedule();
    }

    private static boolean isUnanswered(Throwable failure) {
        return HttpApi.isCode(failure, WireException.DEADLINE) || HttpApi.isCode(failure, WireException.CLIENT_FULL);
    }
}
