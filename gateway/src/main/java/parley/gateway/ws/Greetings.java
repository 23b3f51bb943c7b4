package parley.gateway.ws;

import io.micrometer.core.instrument.Counter;
import io.netty.util.Timeout;
import io.netty.util.Timer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * How many connections of this node are greeted at once, from their hello until they have their list; the others wait in the order in
 * which they came. When everybody comes back together, what the clients that are here already ask for would otherwise stand behind
 * thousands of hellos, in every queue on its way. One that has no answer for long, as from a node that died, does not keep its turn.
 * Thread-safe.
 */
final class Greetings {

    /** When whoever found too many waiting may ask again. */
    static final int RETRY_MS = 1_000;

    private final int waitingMax;
    private final Duration turn;
    private final Timer timer;
    private final Counter refused;
    private final Queue<Runnable> waiting = new ArrayDeque<>();
    private int free;

    /** {@code refused}: counts whom it had to send away. */
    Greetings(SocketSettings.Admission settings, Timer timer, Counter refused) {
        this.free = settings.greetingsAtOnce();
        this.waitingMax = settings.greetingsWaitingMax();
        this.turn = settings.greetingTurn();
        this.timer = timer;
        this.refused = refused;
    }

    /** For one hello of a connection; {@code loop} runs tasks on its event loop, and the turn is used there alone. */
    Turn turn(Executor loop) {
        return new Turn(loop);
    }

    /** One hello's place in the queue. */
    final class Turn {
        private final Executor loop;
        private boolean asked;
        private @Nullable Timeout end;

        private Turn(Executor loop) {
            this.loop = loop;
        }

        /** Begins now, or when it is its turn, until {@link #over}. False if too many wait already. */
        boolean ask(Runnable greeting) {
            asked = true;
            boolean begunOrWaiting = begin(() -> loop.execute(() -> take(greeting)));
            asked &= begunOrWaiting;
            return begunOrWaiting;
        }

        /** The greeting ended, or need not begin any more. */
        void over() {
            asked = false;
            if (end != null) {
                end.cancel();
                end = null;
                end();
            }
        }

        private void take(Runnable greeting) {
            end = timer.newTimeout(
                    late -> loop.execute(() -> {
                        if (late == end) {
                            over();
                        }
                    }),
                    turn.toMillis(),
                    TimeUnit.MILLISECONDS);
            if (asked) {
                greeting.run();
            } else {
                over();
            }
        }
    }

    /** How many wait for their turn. */
    synchronized int waiting() {
        return waiting.size();
    }

    private boolean begin(Runnable greeting) {
        synchronized (this) {
            if (free == 0) {
                if (waiting.size() < waitingMax) {
                    return waiting.add(greeting);
                }
                refused.increment();
                return false;
            }
            free--;
        }
        greeting.run();
        return true;
    }

    private void end() {
        Runnable next;
        synchronized (this) {
            next = waiting.poll();
            if (next == null) {
                free++;
                return;
            }
        }
        next.run();
    }
}
