package parley.sdk;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The requests of one connection that have no reply yet: as many as the protocol allows are open, and some more wait their turn. One timer
 * sees to all of them.
 */
final class Requests {

    static final long ANSWER_TIMEOUT_MS = 15_000;
    /** As the protocol allows. */
    private static final int OPEN_MAX = 100;

    private static final int WAITING_MAX = 1_000;

    private final Consumer<ObjectNode> send;
    private final Loop loop;
    private final Map<Long, Request> open = new HashMap<>();
    private final Deque<Request> waiting = new ArrayDeque<>();
    private long nextId = 1;
    private Loop.@Nullable Timer timer;
    private long timerAt = Long.MAX_VALUE;

    private record Request(ObjectNode frame, long latest, CompletableFuture<ObjectNode> reply) {}

    /** @param send given the frame with the id that it must carry */
    Requests(Consumer<ObjectNode> send, Loop loop) {
        this.send = send;
        this.loop = loop;
    }

    int size() {
        return open.size() + waiting.size();
    }

    /** The reply; fails with a {@link Refusal}. */
    CompletableFuture<ObjectNode> ask(ObjectNode frame, long withinMs) {
        if (waiting.size() >= WAITING_MAX) {
            return CompletableFuture.failedFuture(new Refusal("busy", "too many requests wait", true, null));
        }
        var request = new Request(frame, loop.now() + withinMs, new CompletableFuture<>());
        lookAt(request.latest);
        if (open.size() < OPEN_MAX) {
            begin(request);
        } else {
            waiting.add(request);
        }
        return request.reply;
    }

    /** Takes in a reply, whatever the order in which they come. */
    void answer(ObjectNode reply) {
        Request request = open.remove(reply.path("id").asLong());
        if (request == null) {
            return;
        }
        beginMore();
        if (reply.path("type").asText().equals("error")) {
            request.reply.completeExceptionally(Http.refusalOf(reply));
        } else {
            request.reply.complete(reply);
        }
    }

    /** The connection is gone: nobody will answer any more. */
    void abandon() {
        Loop.Timer.cancel(timer);
        List<Request> all = new ArrayList<>(open.values());
        all.addAll(waiting);
        open.clear();
        waiting.clear();
        all.forEach(request -> request.reply.completeExceptionally(Refusal.unanswered()));
    }

    private void begin(Request request) {
        long id = nextId++;
        open.put(id, request);
        send.accept(request.frame.deepCopy().put("id", id));
    }

    private void beginMore() {
        while (open.size() < OPEN_MAX && !waiting.isEmpty()) {
            begin(waiting.remove());
        }
    }

    /** Looks for requests whose time is over, at the earliest of such moments. */
    private void lookAt(long moment) {
        if (moment < timerAt) {
            Loop.Timer.cancel(timer);
            timerAt = moment;
            timer = loop.later(moment - loop.now(), this::look);
        }
    }

    private void look() {
        timerAt = Long.MAX_VALUE;
        long now = loop.now();
        List<Request> over = new ArrayList<>();
        List.of(open.values(), waiting)
                .forEach(requests -> requests.removeIf(request -> {
                    boolean late = request.latest <= now;
                    if (late) {
                        over.add(request);
                    } else {
                        lookAt(request.latest);
                    }
                    return late;
                }));
        beginMore();
        over.forEach(request -> request.reply.completeExceptionally(Refusal.unanswered()));
    }
}
