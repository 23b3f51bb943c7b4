package parley.gateway.ws;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/** What the socket side counts, for metrics and tests. Thread-safe; all but {@code connections} only grow. */
public final class SocketCounters {

    final AtomicInteger open = new AtomicInteger();
    final LongAdder accepted = new LongAdder();
    final LongAdder refused = new LongAdder();
    final LongAdder framesIn = new LongAdder();
    final LongAdder badFrames = new LongAdder();
    final LongAdder rateLimited = new LongAdder();
    final LongAdder pushesDropped = new LongAdder();
    final LongAdder resyncs = new LongAdder();
    final LongAdder requestsRetried = new LongAdder();
    final LongAdder requestsGivenUp = new LongAdder();
    final LongAdder registeredAgain = new LongAdder();

    SocketCounters() {}

    /** Open sockets, handshakes included. */
    public int connections() {
        return open.get();
    }

    public long accepted() {
        return accepted.sum();
    }

    /** Handshakes that were turned away: too many, too fast, draining. */
    public long refused() {
        return refused.sum();
    }

    public long framesIn() {
        return framesIn.sum();
    }

    public long badFrames() {
        return badFrames.sum();
    }

    public long rateLimited() {
        return rateLimited.sum();
    }

    /** Pushes that slow clients did not get. */
    public long pushesDropped() {
        return pushesDropped.sum();
    }

    public long resyncs() {
        return resyncs.sum();
    }

    /** Requests told to the engine once more, for want of an answer. */
    public long requestsRetried() {
        return requestsRetried.sum();
    }

    /** Requests answered {@code unavailable} or {@code busy} in the end. */
    public long requestsGivenUp() {
        return requestsGivenUp.sum();
    }

    public long registeredAgain() {
        return registeredAgain.sum();
    }
}
