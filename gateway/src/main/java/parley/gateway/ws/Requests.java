package parley.gateway.ws;

import static java.util.Objects.requireNonNull;

import io.netty.util.Timeout;
import io.netty.util.collection.LongObjectHashMap;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import parley.engine.client.HubProtocol;
import parley.engine.client.ReplyTo;
import parley.engine.id.UserId;
import parley.engine.trace.MessageTraces;
import parley.gateway.wire.EngineFrames;
import parley.gateway.wire.ErrorCode;
import parley.gateway.wire.ServerFrame.Failed;

/**
 * The requests of one connection that are not answered. Bounded; confined to the connection's event loop.
 *
 * <p>Of the requests of one order (the commands to one chat) one {@link Flight} is with the engine, the others wait and are the next,
 * so a request that got lost and is told again is not overtaken. When one is given up, those behind it are given up with it: the client
 * sends them again in its order. Reads have no order, and some of them are with the engine at once.
 */
final class Requests {

    private static final Logger log = LoggerFactory.getLogger(Requests.class);

    /** The shortest wait before the engine is told again what it was too busy for. */
    private static final long RETRY_MS_MIN = 50;

    private final Surroundings around;
    private final long connection;
    private final Owner owner;
    private @Nullable LongObjectHashMap<Request> begun;
    private @Nullable Map<String, Queue<Request>> waitingByOrder;
    private @Nullable Queue<Request> waitingReads;
    private long lastNumber;
    private int open;
    private int reads;

    Requests(Surroundings around, long connection, Owner owner) {
        this.around = around;
        this.connection = connection;
        this.owner = owner;
    }

    /** Who the requests belong to. */
    interface Owner {
        void failed(Request request, Failed error);

        /** A part of the answer is out and another one does not come. */
        void stalled();

        void execute(Runnable task);
    }

    int open() {
        return open;
    }

    /** False when the client has as many unanswered as it may. */
    boolean submit(long id, Request.Plan plan) {
        if (open >= around.settings().traffic().openRequestsMax()) {
            around.counters().limits.openRequests.increment();
            MessageTraces.failed(plan.span(), ErrorCode.RATE_LIMITED.code());
            return false;
        }
        open++;
        around.counters().requests.increment();
        Request request = new Request(id, plan);
        if (plan.order() == null) {
            submitRead(request);
        } else {
            submitOrdered(request, plan.order());
        }
        return true;
    }

    void onReply(HubProtocol.Reply reply) {
        Request request = begun(reply.request());
        if (request == null) {
            return;
        }
        Flight flight = requireNonNull(request.flight, "flight");
        if (reply instanceof HubProtocol.Refused refused) {
            finish(request, flight);
            fail(request, Failed.of(request.id, EngineFrames.errorCode(refused.reason())));
        } else if (reply instanceof HubProtocol.Unavailable unavailable) {
            Failure failure = new Failure(EngineFrames.errorCode(unavailable.cause()), unavailable.retryAfterMs());
            retryLater(request, flight, failure);
        } else {
            onAnswer(request, flight, reply);
        }
    }

    /** Forgets all of them. */
    void clear() {
        if (begun != null) {
            begun.values().forEach(Request::abandon);
        }
        begun = null;
        if (waitingByOrder != null) {
            waitingByOrder.values().forEach(waiting -> waiting.forEach(Request::abandon));
        }
        waitingByOrder = null;
        waitingReads = null;
        open = 0;
        reads = 0;
    }

    private void submitRead(Request request) {
        if (reads < around.settings().traffic().readsInFlightMax()) {
            reads++;
            begin(Flight.of(request));
            return;
        }
        if (waitingReads == null) {
            waitingReads = new ArrayDeque<>();
        }
        waitingReads.add(request);
    }

    private void submitOrdered(Request request, String order) {
        if (waitingByOrder == null) {
            waitingByOrder = new HashMap<>();
        }
        Queue<Request> waiting = waitingByOrder.get(order);
        if (waiting == null) {
            waitingByOrder.put(order, new ArrayDeque<>(2));
            begin(Flight.of(request));
        } else {
            waiting.add(request);
        }
    }

    private void begin(Flight flight) {
        LongObjectHashMap<Request> all = begun == null ? new LongObjectHashMap<>(2) : begun;
        begun = all;
        for (Request request : flight.requests()) {
            request.number = ++lastNumber;
            all.put(request.number, request);
        }
        attempt(flight);
    }

    private @Nullable Request begun(long number) {
        return begun == null ? null : begun.get(number);
    }

    private void attempt(Flight flight) {
        flight.begin();
        startTimer(flight, requestTimeoutMs());
        if (flight.first().isChecking()) {
            check(flight.first(), flight);
        } else {
            flight.tell(around.engine(), number -> new ReplyTo(around.hub(), connection, number));
        }
    }

    private void check(Request request, Flight flight) {
        Set<UserId> wanted = request.plan.mustExist();
        var unused = around.users()
                .existing(wanted)
                .whenComplete((found, failure) -> owner.execute(() -> onChecked(request, flight, found, failure)));
    }

    private void onChecked(Request request, Flight flight, @Nullable Set<UserId> found, @Nullable Throwable failure) {
        if (begun(request.number) != request || !request.isChecking()) {
            return;
        }
        if (failure != null || found == null) {
            retryLater(request, flight, new Failure(ErrorCode.UNAVAILABLE, RETRY_MS_MIN));
        } else if (found.containsAll(request.plan.mustExist())) {
            request.checked();
            flight.beginAgain();
            attempt(flight);
        } else {
            finish(request, flight);
            fail(request, Failed.of(request.id, ErrorCode.NOT_FOUND));
        }
    }

    private void onAnswer(Request request, Flight flight, HubProtocol.Reply reply) {
        switch (request.plan.answer().on(reply)) {
            case MORE -> {
                flight.partAnswered();
                startTimer(flight, requestTimeoutMs());
            }
            case DONE -> finish(request, flight);
            case THEN -> {
                request.goOn();
                flight.beginAgain();
                attempt(flight);
            }
            case TORN -> owner.stalled();
            case UNEXPECTED -> {
                log.error("reply unexpected connection={} reply={}", connection, reply.getClass());
                finish(request, flight);
                fail(request, Failed.of(request.id, ErrorCode.INTERNAL));
            }
        }
    }

    /** What stands before the request may still be answered; what stands behind it is told again with it. */
    private void retryLater(Request request, Flight flight, Failure failure) {
        if (isSpent(flight)) {
            giveUp(request, flight, failure);
        } else {
            startTimer(flight, Math.min(requestTimeoutMs(), Math.max(RETRY_MS_MIN, failure.retryAfterMs())));
        }
    }

    private void startTimer(Flight flight, long millis) {
        int lastTry = flight.lastTry();
        flight.startTimer(around.time()
                .timer()
                .newTimeout(
                        (Timeout timeout) -> owner.execute(() -> onTimeout(flight, lastTry)),
                        millis,
                        TimeUnit.MILLISECONDS));
    }

    private void onTimeout(Flight flight, int lastTry) {
        if (flight.isEmpty() || flight.lastTry() != lastTry || !flight.hasTimer()) {
            return;
        }
        if (flight.isAnsweredInPart()) {
            owner.stalled();
        } else if (isSpent(flight)) {
            giveUp(flight.first(), flight, new Failure(ErrorCode.UNAVAILABLE, requestTimeoutMs()));
        } else {
            around.counters().requestsRetried.increment(flight.requests().size());
            attempt(flight);
        }
    }

    private boolean isSpent(Flight flight) {
        return flight.tries() >= around.settings().timing().requestTries();
    }

    private long requestTimeoutMs() {
        return around.settings().timing().requestTimeout().toMillis();
    }

    /** It, and all that stand behind it. Of those before it an answer is waited for. */
    private void giveUp(Request request, Flight flight, Failure failure) {
        around.counters().limits.requestTries.increment();
        List<Request> lost = new ArrayList<>(flight.from(request));
        lost.forEach(each -> remove(each, flight));
        String order = request.plan.order();
        Queue<Request> behind = order == null || waitingByOrder == null ? null : waitingByOrder.get(order);
        if (behind != null) {
            open -= behind.size();
            lost.addAll(behind);
            behind.clear();
        }
        if (flight.isEmpty()) {
            goOn(request);
        } else {
            startTimer(flight, requestTimeoutMs());
        }
        around.counters().requestsGivenUp.increment(lost.size());
        lost.forEach(each -> fail(each, failure.of(each)));
    }

    /** Before the client is told, since the next of its order may go on. */
    private void finish(Request request, Flight flight) {
        remove(request, flight);
        if (flight.isEmpty()) {
            goOn(request);
        }
    }

    private void remove(Request request, Flight flight) {
        if (begun != null) {
            begun.remove(request.number);
            begun = begun.isEmpty() ? null : begun;
        }
        flight.remove(request);
        open--;
    }

    /** With what waited for this one. */
    private void goOn(Request over) {
        String order = over.plan.order();
        if (order == null) {
            beginNextRead();
        } else if (waitingByOrder != null) {
            beginNextOf(order, waitingByOrder);
        }
    }

    private void beginNextOf(String order, Map<String, Queue<Request>> orders) {
        Queue<Request> waiting = orders.get(order);
        int charsMax = around.settings().traffic().flightCharsMax();
        Flight next = waiting == null ? null : Flight.of(waiting, charsMax);
        if (next == null) {
            orders.remove(order);
            waitingByOrder = orders.isEmpty() ? null : orders;
        } else {
            begin(next);
        }
    }

    private void beginNextRead() {
        reads--;
        Request next = waitingReads == null ? null : waitingReads.poll();
        if (next != null) {
            reads++;
            begin(Flight.of(next));
        }
    }

    private void fail(Request request, Failed error) {
        MessageTraces.failed(request.plan.span(), error.code().code());
        owner.failed(request, error);
    }

    private record Failure(ErrorCode code, long retryAfterMs) {
        Failed of(Request request) {
            return Failed.later(request.id, code, retryAfterMs);
        }
    }
}
