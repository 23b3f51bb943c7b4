package parley.gateway.ws;

import io.netty.util.Timeout;
import io.netty.util.collection.LongObjectHashMap;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
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
 * <p>Of the requests of one order (the commands to one chat) one is with the engine, the others wait, so a request that got lost
 * and is told again is not overtaken. When one is given up, those behind it are given up with it: the client sends them again in
 * its order. Reads have no order, and some of them are with the engine at once.
 */
final class Requests {

    private static final Logger log = LoggerFactory.getLogger(Requests.class);

    /** The shortest wait before the engine is told again what it was too busy for. */
    private static final long RETRY_MS_MIN = 50;

    private final Surroundings around;
    private final long connection;
    private final Owner owner;
    private final LongObjectHashMap<Request> begun = new LongObjectHashMap<>(2);
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
        Request request = begun.get(reply.request());
        if (request == null) {
            return;
        }
        if (reply instanceof HubProtocol.Refused refused) {
            finish(request);
            fail(request, Failed.of(request.id, EngineFrames.errorCode(refused.reason())));
        } else if (reply instanceof HubProtocol.Unavailable unavailable) {
            onUnavailable(request, unavailable);
        } else {
            onAnswer(request, reply);
        }
    }

    /** Forgets all of them. */
    void clear() {
        begun.values().forEach(Request::abandon);
        begun.clear();
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
            begin(request);
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
            begin(request);
        } else {
            waiting.add(request);
        }
    }

    private void begin(Request request) {
        request.number = ++lastNumber;
        begun.put(request.number, request);
        attempt(request);
    }

    private void attempt(Request request) {
        request.tries++;
        startTimer(request, around.settings().timing().requestTimeout().toMillis());
        if (request.isChecking()) {
            check(request);
        } else {
            request.ask(new ReplyTo(around.hub(), connection, request.number));
        }
    }

    private void check(Request request) {
        Set<UserId> wanted = request.plan.mustExist();
        var unused = around.users()
                .existing(wanted)
                .whenComplete((found, failure) -> owner.execute(() -> onChecked(request, found, failure)));
    }

    private void onChecked(Request request, @Nullable Set<UserId> found, @Nullable Throwable failure) {
        if (begun.get(request.number) != request || !request.isChecking()) {
            return;
        }
        if (failure != null || found == null) {
            retryLater(request, new Failure(ErrorCode.UNAVAILABLE, RETRY_MS_MIN));
        } else if (found.containsAll(request.plan.mustExist())) {
            request.checked();
            request.stopTimer();
            request.tries = 0;
            attempt(request);
        } else {
            finish(request);
            fail(request, Failed.of(request.id, ErrorCode.NOT_FOUND));
        }
    }

    private void onAnswer(Request request, HubProtocol.Reply reply) {
        switch (request.plan.answer().on(reply)) {
            case MORE -> {
                request.answeredInPart = true;
                request.stopTimer();
                startTimer(request, around.settings().timing().requestTimeout().toMillis());
            }
            case DONE -> finish(request);
            case THEN -> {
                request.goOn();
                request.stopTimer();
                attempt(request);
            }
            case TORN -> owner.stalled();
            case UNEXPECTED -> {
                log.error("reply unexpected connection={} reply={}", connection, reply.getClass());
                finish(request);
                fail(request, Failed.of(request.id, ErrorCode.INTERNAL));
            }
        }
    }

    private void onUnavailable(Request request, HubProtocol.Unavailable unavailable) {
        retryLater(request, new Failure(EngineFrames.errorCode(unavailable.cause()), unavailable.retryAfterMs()));
    }

    private void retryLater(Request request, Failure failure) {
        request.stopTimer();
        if (isSpent(request)) {
            giveUp(request, failure);
        } else {
            long requestTimeoutMs = around.settings().timing().requestTimeout().toMillis();
            startTimer(request, Math.min(requestTimeoutMs, Math.max(RETRY_MS_MIN, failure.retryAfterMs())));
        }
    }

    private void startTimer(Request request, long millis) {
        int tries = request.tries;
        request.timeout = around.time()
                .timer()
                .newTimeout(
                        (Timeout timeout) -> owner.execute(() -> onTimeout(request, tries)),
                        millis,
                        TimeUnit.MILLISECONDS);
    }

    private void onTimeout(Request request, int tries) {
        if (begun.get(request.number) != request || request.tries != tries || request.timeout == null) {
            return;
        }
        if (request.answeredInPart) {
            owner.stalled();
        } else if (isSpent(request)) {
            giveUp(request, new Failure(ErrorCode.UNAVAILABLE, retryAfter().toMillis()));
        } else {
            around.counters().requestsRetried.increment();
            attempt(request);
        }
    }

    private boolean isSpent(Request request) {
        return request.tries >= around.settings().timing().requestTries();
    }

    private Duration retryAfter() {
        return around.settings().timing().requestTimeout();
    }

    private void giveUp(Request request, Failure failure) {
        around.counters().requestsGivenUp.increment();
        around.counters().limits.requestTries.increment();
        String order = request.plan.order();
        Queue<Request> behind = order == null || waitingByOrder == null ? null : waitingByOrder.remove(order);
        remove(request);
        fail(request, failure.of(request));
        if (behind != null) {
            open -= behind.size();
            around.counters().requestsGivenUp.increment(behind.size());
            behind.forEach(next -> fail(next, failure.of(next)));
        }
        beginNextRead(request);
    }

    /** Before the client is told, since the next of its order may go on. */
    private void finish(Request request) {
        remove(request);
        String order = request.plan.order();
        if (order != null && waitingByOrder != null) {
            beginNextOf(order, waitingByOrder);
        }
        beginNextRead(request);
    }

    private void remove(Request request) {
        request.stopTimer();
        begun.remove(request.number);
        open--;
    }

    private void beginNextOf(String order, Map<String, Queue<Request>> waitingByOrder) {
        Queue<Request> waiting = waitingByOrder.get(order);
        Request next = waiting == null ? null : waiting.poll();
        if (next == null) {
            waitingByOrder.remove(order);
        } else {
            begin(next);
        }
    }

    private void beginNextRead(Request finished) {
        if (finished.plan.order() != null) {
            return;
        }
        reads--;
        Request next = waitingReads == null ? null : waitingReads.poll();
        if (next != null) {
            reads++;
            begin(next);
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
