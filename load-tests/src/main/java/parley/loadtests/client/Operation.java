package parley.loadtests.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One request on its way: sent as often as it takes, each time with a new id and the same content. Confined to the client's serial.
 */
final class Operation {

    final ObjectNode frame;
    final String lane;
    final long number;
    final Backoff backoff;
    final CompletableFuture<JsonNode> reply = new CompletableFuture<>();

    /** The ids under which it was sent on this connection; a late answer to any of them counts. */
    final List<Long> ids = new ArrayList<>();

    /** The id that the answer is awaited for; 0 while it is not in flight. */
    long currentId;

    /** Whether it waits before it is sent again. */
    boolean pausing;

    /** How often it was sent, on any connection. */
    int tries;

    private @Nullable Consumer<ObjectNode> beforeFirst;
    private Serial.@Nullable Alarm answerTimer;
    private Serial.@Nullable Alarm deadlineTimer;

    Operation(ObjectNode frame, String lane, long number, Backoff backoff) {
        this.frame = frame;
        this.lane = lane;
        this.number = number;
        this.backoff = backoff;
    }

    /** What to fill in when it is sent for the first time; every retry repeats it. */
    Operation beforeFirst(Consumer<ObjectNode> fill) {
        beforeFirst = fill;
        return this;
    }

    boolean inFlight() {
        return currentId != 0;
    }

    String sentAs(long id, Serial.Alarm timer) {
        if (beforeFirst != null) {
            beforeFirst.accept(frame);
            beforeFirst = null;
        }
        tries++;
        currentId = id;
        ids.add(id);
        answerTimer = timer;
        return Frames.withId(frame, id);
    }

    void awaitUntil(Serial.Alarm timer) {
        deadlineTimer = timer;
    }

    /** It is not in flight any more. */
    void landed() {
        currentId = 0;
        cancel(answerTimer);
    }

    void finished() {
        landed();
        cancel(deadlineTimer);
    }

    private static void cancel(Serial.@Nullable Alarm timer) {
        if (timer != null) {
            timer.cancel();
        }
    }
}
