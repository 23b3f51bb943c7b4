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
        leave(0);
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
                    attach(address);
                }
            }
        });
    }

    private void attach(URI address) {
        var voice = new Voice();
        var opening = new Line(ears -> around.open(address, ears), voice, loop);
        voice.of = opening;
        line = opening;
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
            receive(frame);
        }

        @Override
        public void ended(Line.End end) {
            Connection.this.ended(end);
        }
    }

    private void greet(Line greeted) {
        CompletableFuture<?> unused = greeted.request(around.hello(), WELCOME_MS)
                .whenComplete((welcome, failure) -> {
                    if (greeted != line) {
                        return;
                    }
                    if (failure == null) {
                        greeted.heartbeatMs(welcome.path("heartbeatMs").asLong(25_000));
                        enter(State.SYNCING);
                        around.welcome(welcome);
                    } else {
                        boolean unauthenticated = Refusal.of(failure).code().equals("unauthenticated");
                        ended(new Line.End(unauthenticated ? UNAUTHENTICATED : Line.GONE, true, 0));
                    }
                });
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
        long latest = loop.now() + afterMs + DRAIN_MS;
        if (left != null) {
            loop.later(afterMs, () -> go(left, latest));
        }
    }

    private void go(Line left, long latest) {
        if (left == line) {
            if (left.waiting() > 0 && loop.now() < latest) {
                loop.later(DRAIN_POLL_MS, () -> go(left, latest));
            } else {
                connect();
            }
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
        line = null;
        if (dropped != null) {
            dropped.close();
        }
    }

    private void enter(State entered) {
        state = entered;
        around.state();
    }
}
