package parley.sdk;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import parley.sdk.ConnectionStatus.Reason;
import parley.sdk.ConnectionStatus.State;

/**
 * The live connection to the server, opened again for as long as it is wanted. Knows sockets and the protocol's frames, and nothing of chats.
 * Used on the loop.
 */
final class Connection {

    /** A node greets clients in turn: when all come at once, the last ones wait. */
    private static final long WELCOME_MS = 30_000;

    private static final long DRAIN_MS = 5_000;
    private static final long DRAIN_POLL_MS = 100;
    private static final int UNAUTHENTICATED = 4001;
    private static final int REVOKED = 4003;
    private static final int REPLACED = 4006;

    private final Around around;
    private final Loop loop;
    private final Backoff backoff = new Backoff();
    private State state = State.STOPPED;
    private Reason reason = Reason.NONE;
    private long nextAttemptAt;
    private @Nullable Line line;
    /** What the line is to be followed by when the node asked to be left: the line goes on until this one is welcomed. */
    private @Nullable Line next;

    private int attempt;
    /** Whether the access token is known to be over, and no fresh one could be had yet. */
    private boolean expired;

    private Loop.@Nullable Timer retryTimer;

    /** What a connection needs of the rest, and whom it tells. */
    interface Around {

        /** Where the socket is; null when that is not known. */
        CompletableFuture<@Nullable URI> address();

        Socket open(URI address, Socket.Ears ears);

        /** What this client has, for the first frame. */
        ObjectNode hello();

        /**
         * Makes sure that the access token is good, or gets a fresh one if it is known to have expired; false when signed out; fails when out
         * of reach.
         */
        CompletableFuture<Boolean> signedIn(boolean expired);

        /** How it is going is different. */
        void state();

        void welcome(ObjectNode welcome);

        /** The list is complete. */
        void synced();

        /** Every other frame that is no reply. */
        void push(ObjectNode frame);
    }

    Connection(Around around, Loop loop) {
        this.around = around;
        this.loop = loop;
    }

    State state() {
        return state;
    }

    Reason reason() {
        return reason;
    }

    /** When the next attempt is due, while waiting. */
    long nextAttemptAt() {
        return nextAttemptAt;
    }

    void start() {
        reason = Reason.NONE;
        connect();
    }

    /** @param why when it was not asked for */
    void stop(Reason why) {
        drop();
        reason = why;
        enter(State.STOPPED);
    }

    /** The network may be back: try now rather than later, and find out whether the line is dead. */
    void nudge() {
        if (state == State.WAITING) {
            connect();
        } else if (line != null) {
            line.probe();
        }
    }

    /** Goes on with a new socket. */
    void reopen() {
        expired = false;
        Line left = line;
        whenAnswered(left, 0, () -> {
            if (left == line) {
                connect();
            }
        });
    }

    /** The reply to a frame without its id; fails with a {@link Refusal}. */
    CompletableFuture<ObjectNode> request(ObjectNode frame) {
        return isLive() && line != null ? line.request(frame) : CompletableFuture.failedFuture(Refusal.unanswered());
    }

    /** A frame that is not answered; dropped when there is no connection. */
    void tell(ObjectNode frame) {
        if (isLive() && line != null) {
            line.tell(frame);
        }
    }

    /** Whether requests can be made now. */
    boolean isLive() {
        return state == State.ONLINE || state == State.SYNCING;
    }

    boolean isOnline() {
        return state == State.ONLINE;
    }

    private void connect() {
        drop();
        enter(State.CONNECTING);
        if (expired) {
            authenticate(true);
            return;
        }
        int mine = attempt;
        CompletableFuture<?> unused = around.address().whenComplete((address, failure) -> {
            if (mine == attempt) {
                if (address == null) {
                    await(0);
                } else {
                    line = open(address);
                }
            }
        });
    }

    /** Opens the next line, and leaves this one only when that is welcomed: whoever talks meanwhile does not notice. */
    private void move() {
        int mine = attempt;
        CompletableFuture<?> unused = around.address().whenComplete((address, failure) -> {
            if (mine != attempt || next != null) {
                return;
            }
            if (address == null) {
                moveLater();
            } else {
                next = open(address);
            }
        });
    }

    /** Where nobody lets this client in, it stays until it is turned away. */
    private void moveLater() {
        int mine = attempt;
        next = null;
        loop.later(backoff.next(), () -> {
            if (mine == attempt) {
                move();
            }
        });
    }

    private Line open(URI address) {
        var voice = new Voice();
        var opening = new Line(ears -> around.open(address, ears), voice, loop);
        voice.of = opening;
        return opening;
    }

    private final class Voice implements Line.Listener {

        private @Nullable Line of;

        @Override
        public void opened() {
            if (of != null) {
                greet(of);
            }
        }

        @Override
        public void frame(ObjectNode frame) {
            if (of == line) {
                receive(frame);
            }
        }

        @Override
        public void ended(Line.End end) {
            if (of != null) {
                lost(of, end);
            }
        }
    }

    private void greet(Line greeted) {
        CompletableFuture<?> unused = greeted.request(around.hello(), WELCOME_MS)
                .whenComplete((welcome, failure) -> {
                    if (failure == null) {
                        welcomed(greeted, welcome);
                    } else {
                        boolean unauthenticated = Refusal.of(failure).code().equals("unauthenticated");
                        lost(greeted, new Line.End(unauthenticated ? UNAUTHENTICATED : Line.GONE, true, 0));
                    }
                });
    }

    private void welcomed(Line by, ObjectNode welcome) {
        by.heartbeatMs(welcome.path("heartbeatMs").asLong(25_000));
        if (by == next) {
            changeOver(by);
        }
        if (by == line) {
            enter(State.SYNCING);
            around.welcome(welcome);
        }
    }

    /** Goes on with the next line, and closes the one before when it has answered. */
    private void changeOver(Line to) {
        Line left = line;
        line = to;
        next = null;
        attempt++;
        whenAnswered(left, 0, () -> close(left));
    }

    private void receive(ObjectNode frame) {
        switch (frame.path("type").asText()) {
            case "goaway" -> leave(frame.path("reconnectAfterMs").asLong(0));
            case "synced" -> {
                backoff.reset();
                enter(State.ONLINE);
                around.synced();
            }
            default -> around.push(frame);
        }
    }

    /** The node wants to be left: at the time it names, but not while somebody waits for an answer. */
    private void leave(long afterMs) {
        Line left = line;
        whenAnswered(left, afterMs, () -> {
            if (left == line) {
                move();
            }
        });
    }

    /** Does something after a time, and not while somebody waits for an answer on a line. */
    private void whenAnswered(@Nullable Line answering, long afterMs, Runnable then) {
        if (answering != null) {
            long latest = loop.now() + afterMs + DRAIN_MS;
            loop.later(afterMs, () -> look(answering, latest, then));
        }
    }

    private void look(Line answering, long latest, Runnable then) {
        if (answering.waiting() > 0 && loop.now() < latest) {
            loop.later(DRAIN_POLL_MS, () -> look(answering, latest, then));
        } else {
            then.run();
        }
    }

    private void lost(Line which, Line.End end) {
        boolean revoked = end.code() == REVOKED;
        if (which == next && !revoked) {
            which.close();
            moveLater();
        } else if (which == line && next != null && !revoked) {
            // The node did not wait, or the two were more connections than a user may have: the next one is about to be
            // greeted.
            which.close();
            line = next;
            next = null;
            enter(State.CONNECTING);
        } else if (which == line || which == next) {
            ended(end);
        }
    }

    private void ended(Line.End end) {
        if (end.code() == REVOKED || end.code() == REPLACED) {
            stop(end.code() == REVOKED ? Reason.REVOKED : Reason.REPLACED);
        } else if (end.code() == UNAUTHENTICATED) {
            authenticate(true);
        } else if (!end.opened() && end.retryAfterMs() == 0) {
            // A socket that does not even open: before it is tried again, find out who this is to the server.
            authenticate(false);
        } else {
            await(end.retryAfterMs());
        }
    }

    private void authenticate(boolean isOver) {
        drop();
        enter(State.CONNECTING);
        int mine = attempt;
        CompletableFuture<?> unused = around.signedIn(isOver).whenComplete((signedIn, failure) -> {
            if (mine != attempt) {
                return;
            }
            expired = isOver && failure != null;
            if (failure == null && !signedIn) {
                stop(Reason.SIGNED_OUT);
            } else {
                await(0);
            }
        });
    }

    /** @param leastMs how long whoever refused wants to be left alone */
    private void await(long leastMs) {
        drop();
        long wait = Math.max(leastMs, backoff.next());
        nextAttemptAt = loop.now() + wait;
        retryTimer = loop.later(wait, this::connect);
        enter(State.WAITING);
    }

    /** Ends whatever is going on; answers that still come for it are ignored. */
    private void drop() {
        attempt++;
        Loop.Timer.cancel(retryTimer);
        Line dropped = line;
        Line droppedToo = next;
        line = null;
        next = null;
        close(dropped);
        close(droppedToo);
    }

    private static void close(@Nullable Line dropped) {
        if (dropped != null) {
            dropped.close();
        }
    }

    private void enter(State entered) {
        state = entered;
        around.state();
    }
}
