package parley.gateway.ws;

import static java.util.Objects.requireNonNull;

import io.netty.util.Timeout;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;
import parley.engine.Engine;
import parley.engine.chat.ChatProtocol;
import parley.engine.client.ReplyTo;

/**
 * Requests that are with the engine together, in their order: most often one, and messages to a chat as many as had gathered behind the
 * ones before. The engine is told them, and told them again, as one, so that none overtakes another however often something is lost.
 * Confined to the connection's event loop.
 */
final class Flight {

    /** Those that are not answered. */
    private final List<Request> requests = new ArrayList<>(1);

    private @Nullable Timeout timeout;
    private int tries;
    private int lastTry;
    private boolean answeredInPart;

    private Flight(Request first) {
        add(first);
    }

    static Flight of(Request alone) {
        return new Flight(alone);
    }

    /** Takes what may go together from those that wait, at least one; null if none waits. */
    static @Nullable Flight of(Queue<Request> waiting, int charsMax) {
        Request first = waiting.poll();
        if (first == null) {
            return null;
        }
        Flight flight = new Flight(first);
        Request.Message message = first.plan.message();
        if (message == null) {
            return flight;
        }
        int room = charsMax - message.chars();
        Request.Message next = firstMessageOf(waiting);
        while (next != null && next.chars() <= room) {
            room -= next.chars();
            flight.add(waiting.remove());
            next = firstMessageOf(waiting);
        }
        return flight;
    }

    /** Null where something else comes first, or nothing. */
    private static Request.@Nullable Message firstMessageOf(Queue<Request> waiting) {
        Request first = waiting.peek();
        return first == null ? null : first.plan.message();
    }

    private void add(Request request) {
        requests.add(request);
        request.flight = this;
    }

    boolean isEmpty() {
        return requests.isEmpty();
    }

    Request first() {
        return requests.get(0);
    }

    /** In their order. */
    List<Request> requests() {
        return List.copyOf(requests);
    }

    /** It, and those that stand behind it. */
    List<Request> from(Request request) {
        return List.copyOf(requests.subList(requests.indexOf(request), requests.size()));
    }

    // ---- trying

    /** Begins another try. */
    void begin() {
        tries++;
        lastTry++;
    }

    int tries() {
        return tries;
    }

    /** Tells a try from all others. */
    int lastTry() {
        return lastTry;
    }

    /** The tries that there were are those of something else. */
    void beginAgain() {
        tries = 0;
    }

    /** @param replyTo where the answer to the request with this number goes */
    void tell(Engine engine, LongFunction<ReplyTo> replyTo) {
        if (requests.size() == 1) {
            first().ask(replyTo.apply(first().number));
            return;
        }
        List<ChatProtocol.Execute> commands = new ArrayList<>(requests.size());
        for (Request request : requests) {
            commands.add(messageOf(request).command().apply(replyTo.apply(request.number)));
        }
        engine.tell(messageOf(first()).chat(), new ChatProtocol.ExecuteInOrder(commands));
    }

    private static Request.Message messageOf(Request request) {
        return requireNonNull(request.plan.message(), "message");
    }

    /** One is answered, or given up. What is left of the others has all its tries before it. */
    void remove(Request request) {
        requests.remove(request);
        tries = Math.min(tries, 1);
        if (requests.isEmpty()) {
            stopTimer();
        }
    }

    void partAnswered() {
        answeredInPart = true;
    }

    boolean isAnsweredInPart() {
        return answeredInPart;
    }

    // ---- its timer

    void startTimer(Timeout started) {
        stopTimer();
        timeout = started;
    }

    boolean hasTimer() {
        return timeout != null;
    }

    void stopTimer() {
        if (timeout != null) {
            timeout.cancel();
            timeout = null;
        }
    }
}
