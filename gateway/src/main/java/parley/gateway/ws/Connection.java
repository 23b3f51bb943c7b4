package parley.gateway.ws;

import io.netty.buffer.ByteBuf;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import parley.engine.chat.ChatProtocol;
import parley.engine.client.HubProtocol;
import parley.engine.id.DeviceId;
import parley.engine.id.UserId;
import parley.gateway.auth.Principal;
import parley.gateway.auth.TokenVerifier;
import parley.gateway.wire.ClientFrame;
import parley.gateway.wire.EngineFrames;
import parley.gateway.wire.ErrorCode;
import parley.gateway.wire.FrameCodec;
import parley.gateway.wire.ServerFrame;
import parley.gateway.wire.ServerFrame.Failed;
import parley.gateway.ws.Request.Outcome;

/**
 * One client's connection: what it said, who it is, what it waits for. Not an actor; confined to the event loop of its socket.
 * Nothing of it is kept when it ends.
 */
final class Connection implements Requests.Owner {

    private static final Logger log = LoggerFactory.getLogger(Connection.class);

    private final long id;
    private final Socket socket;
    private final Surroundings around;
    private final @Nullable String cookieToken;
    private final Answers answers;
    private final Requests requests;
    private final TrafficGuard traffic;
    private final Deadlines deadlines;
    private Greetings.@Nullable Turn turn;
    private ConnectionState state = ConnectionState.AWAITING_HELLO;
    private @Nullable Registration registration;

    private static final int NO_SLOT = -1;

    /** @param cookieToken the access token of the handshake's cookie, from an allowed origin */
    Connection(long id, Socket socket, Surroundings around, @Nullable String cookieToken) {
        this.id = id;
        this.socket = socket;
        this.around = around;
        this.cookieToken = cookieToken;
        this.answers = new Answers(around, socket);
        this.requests = new Requests(around, id, this);
        this.traffic = new TrafficGuard(around);
        this.deadlines = new Deadlines(this, socket, around);
    }

    void start() {
        deadlines.awaitHello();
    }

    // What the socket says.

    /** One whole text frame. */
    void onText(String text) {
        if (state == ConnectionState.CLOSED) {
            return;
        }
        deadlines.heard();
        FrameCodec.Decoded decoded = around.codec().decode(text);
        if (!admit(decoded.id())) {
            return;
        }
        if (decoded instanceof FrameCodec.Invalid invalid) {
            answers.send(Failed.of(invalid.id(), invalid.code(), invalid.message()));
            if (traffic.isBadFrameTooMany()) {
                close(CloseCode.BAD_FRAMES);
            }
        } else if (decoded instanceof FrameCodec.Valid valid) {
            traffic.goodFrame();
            onFrame(valid.frame());
        }
    }

    /** A ping, a pong or a part of a frame: free of charge only in moderation. Returns whether to go on with it. */
    boolean onControl() {
        if (state == ConnectionState.CLOSED) {
            return false;
        }
        return switch (traffic.admit()) {
            case ADMITTED -> true;
            case LIMITED -> false;
            case FLOOD -> {
                close(CloseCode.FLOOD);
                yield false;
            }
        };
    }

    void close(CloseCode code) {
        if (state != ConnectionState.CLOSED) {
            log.debug("connection closing connection={} code={}", id, code.code());
            around.counters().closed(code);
            socket.close(code);
            onClosed();
        }
    }

    /** The socket is gone, or about to be. */
    void onClosed() {
        if (state == ConnectionState.CLOSED) {
            return;
        }
        state = ConnectionState.CLOSED;
        deadlines.stop();
        requests.clear();
        if (registration != null) {
            // Very many end at once when a network goes: their sessions need not hear it in the same moment.
            socket.afterwards(registration::end);
            registration = null;
        }
        turnOver();
    }

    // What the hub says.

    void onReply(HubProtocol.Reply reply) {
        if (state != ConnectionState.CLOSED) {
            requests.onReply(reply);
        }
    }

    void onPush(ByteBuf frame) {
        if (state == ConnectionState.REGISTERING || state == ConnectionState.WELCOME) {
            socket.push(frame);
        }
    }

    boolean isOf(UserId user, DeviceId device) {
        return registration != null && registration.isOf(user, device);
    }

    /** The session slot of the user, or less than 0 before it matters. */
    int slot() {
        return registration == null ? NO_SLOT : registration.slot();
    }

    /** The user's session is elsewhere now. Returns whether it was told, and will confirm. */
    boolean registerAgain() {
        if (registration == null || state != ConnectionState.WELCOME) {
            return false;
        }
        registration.again();
        return true;
    }

    void goAway(Duration reconnectAfter, Duration grace) {
        if (state == ConnectionState.WELCOME) {
            answers.send(new ServerFrame.GoAway(reconnectAfter.toMillis(), "draining"));
        }
        deadlines.leaveAfter(reconnectAfter.plus(grace));
    }

    // What the clock says.

    ConnectionState state() {
        return state;
    }

    boolean isIdleOfRequests() {
        return requests.open() == 0;
    }

    void heartbeat() {
        if (state == ConnectionState.WELCOME) {
            answers.send(new ServerFrame.Heartbeat(around.time().clock().millis(), null));
        }
    }

    // What the requests say.

    @Override
    public void failed(Request request, Failed error) {
        answers.send(error);
        turnOver();
        if (state == ConnectionState.REGISTERING) {
            unregister();
            state = ConnectionState.AWAITING_HELLO;
            deadlines.awaitHello();
        }
    }

    @Override
    public void stalled() {
        close(CloseCode.RESTART);
    }

    @Override
    public void execute(Runnable task) {
        socket.execute(() -> {
            if (state != ConnectionState.CLOSED) {
                task.run();
            }
        });
    }

    private boolean admit(@Nullable Long requestId) {
        return switch (traffic.admit()) {
            case ADMITTED -> true;
            case LIMITED -> {
                answers.send(Failed.later(requestId, ErrorCode.RATE_LIMITED, traffic.retryAfterMs()));
                yield false;
            }
            case FLOOD -> {
                close(CloseCode.FLOOD);
                yield false;
            }
        };
    }

    private void onFrame(ClientFrame frame) {
        if (frame instanceof ClientFrame.Hello hello) {
            onHello(hello);
        } else if (state != ConnectionState.WELCOME || registration == null) {
            answers.send(Failed.of(frame.requestId(), ErrorCode.NOT_WELCOME));
        } else {
            onWelcomedFrame(frame, registration);
        }
    }

    /** The only dispatch on frames here; requests to the engine are told apart by {@link RequestPlans}. */
    private void onWelcomedFrame(ClientFrame frame, Registration registration) {
        RequestPlans plans = registration.plans();
        if (frame instanceof ClientFrame.Ping ping) {
            answers.send(new ServerFrame.Pong(ping.id(), around.time().clock().millis()));
        } else if (frame instanceof ClientFrame.Token token) {
            onToken(token);
        } else if (frame instanceof ClientFrame.Resynced resynced) {
            answers.send(new ServerFrame.Done(resynced.id(), null, null));
            socket.resume();
        } else if (frame instanceof ClientFrame.Typing typing) {
            plans.typing(typing);
        } else if (frame instanceof ClientFrame.Delivered delivered) {
            onPosition(plans, delivered.id(), delivered.chat(), ChatProtocol.Reach.DELIVERED, delivered.seq());
        } else if (frame instanceof ClientFrame.Read read) {
            onPosition(plans, read.id(), read.chat(), ChatProtocol.Reach.READ, read.seq());
        } else if (frame instanceof ClientFrame.CreateDirect create
                && registration.principal().user().local().equals(create.user())) {
            answers.send(Failed.of(create.id(), ErrorCode.BAD_FRAME, "user: yourself"));
        } else if (frame instanceof ClientFrame.Invitation && !traffic.admitInvitation()) {
            answers.send(Failed.later(frame.requestId(), ErrorCode.RATE_LIMITED, traffic.invitationRetryAfterMs()));
        } else if (frame instanceof ClientFrame.Request request) {
            submit(request.id(), plans.of(request));
        } else {
            throw new IllegalStateException("frame: " + frame.type() + " (expected: one with an answer)");
        }
    }

    private void onPosition(
            RequestPlans plans, @Nullable Long requestId, String chat, ChatProtocol.Reach reach, long seq) {
        if (requestId == null) {
            plans.movePosition(chat, reach, seq, null);
        } else {
            submit(requestId, plans.position(requestId, chat, reach, seq));
        }
    }

    private void submit(long requestId, Request.Plan plan) {
        if (!requests.submit(requestId, plan)) {
            long retryAfterMs = around.settings().timing().requestTimeout().toMillis();
            answers.send(Failed.later(requestId, ErrorCode.RATE_LIMITED, retryAfterMs));
        }
    }

    private void onHello(ClientFrame.Hello hello) {
        if (state != ConnectionState.AWAITING_HELLO) {
            answers.send(Failed.of(hello.id(), ErrorCode.NOT_WELCOME));
            return;
        }
        String token = hello.token() == null ? cookieToken : hello.token();
        if (token == null) {
            refuse(hello.id(), CloseCode.TOKEN);
            return;
        }
        long retryAfterMs = around.admission().retryAfterMs(socket.address());
        if (retryAfterMs > 0) {
            answers.send(Failed.later(hello.id(), ErrorCode.RATE_LIMITED, retryAfterMs));
            return;
        }
        state = ConnectionState.AUTHENTICATING;
        turn = around.greetings().turn(socket::execute);
        if (!turn.ask(() -> authenticate(hello, token))) {
            state = ConnectionState.AWAITING_HELLO;
            answers.send(Failed.later(hello.id(), ErrorCode.RATE_LIMITED, Greetings.RETRY_MS));
        }
    }

    private void authenticate(ClientFrame.Hello hello, String token) {
        var unused = around.tokens()
                .verify(token)
                .whenComplete((result, failure) -> execute(() -> onVerified(hello, result)));
    }

    /** @param result null when it could not be told */
    private void onVerified(ClientFrame.Hello hello, TokenVerifier.@Nullable Verification result) {
        if (result instanceof TokenVerifier.Verified verified) {
            register(hello, verified.principal());
        } else if (result instanceof TokenVerifier.Rejected rejected) {
            log.debug("token rejected connection={} reason={}", id, rejected.reason());
            boolean revoked = rejected.reason() == TokenVerifier.Reason.REVOKED;
            refuse(hello.id(), revoked ? CloseCode.REVOKED : CloseCode.TOKEN);
        } else {
            turnOver();
            around.counters().hellosUnavailable.increment();
            state = ConnectionState.AWAITING_HELLO;
            answers.send(Failed.of(hello.id(), ErrorCode.UNAVAILABLE));
            deadlines.awaitHello();
        }
    }

    private void refuse(long requestId, CloseCode code) {
        around.counters().hellosWithoutToken.increment();
        answers.send(Failed.of(requestId, ErrorCode.UNAUTHENTICATED));
        close(code);
    }

    private void register(ClientFrame.Hello hello, Principal principal) {
        Registration begun = new Registration(around, id, principal, answers);
        registration = begun;
        state = ConnectionState.REGISTERING;
        socket.hold();
        ListParts list = new ListParts(answers);
        submit(hello.id(), begun.plan(hello, reply -> onRegistered(hello.id(), reply, list)));
    }

    private Outcome onRegistered(long requestId, HubProtocol.Reply reply, ListParts list) {
        if (reply instanceof HubProtocol.Welcomed welcomed) {
            list.begin();
            if (state == ConnectionState.REGISTERING && registration != null) {
                welcome(requestId, welcomed, registration.principal());
            }
            return Outcome.MORE;
        }
        Outcome outcome = list.on(reply);
        if (outcome == Outcome.DONE) {
            turnOver();
            socket.release();
        }
        return outcome;
    }

    private void welcome(long requestId, HubProtocol.Welcomed welcomed, Principal principal) {
        state = ConnectionState.WELCOME;
        around.counters().welcomed(welcomed.continuity());
        answers.send(new ServerFrame.Welcome(
                requestId,
                principal.user().local(),
                principal.device().value(),
                around.time().clock().millis(),
                around.settings().timing().heartbeat().toMillis(),
                EngineFrames.continuity(welcomed.continuity()),
                welcomed.open().stream().map(EngineFrames::openChat).toList(),
                welcomed.buckets(),
                around.settings().toldHistory()));
        deadlines.welcomedUntil(principal.expiresAt());
    }

    private void onToken(ClientFrame.Token frame) {
        var unused = around.tokens()
                .verify(frame.token())
                .whenComplete((result, failure) -> execute(() -> onFreshToken(frame, result)));
    }

    private void onFreshToken(ClientFrame.Token frame, TokenVerifier.@Nullable Verification result) {
        if (result instanceof TokenVerifier.Verified verified
                && registration != null
                && registration.isOf(
                        verified.principal().user(), verified.principal().device())) {
            registration.renew(verified.principal());
            deadlines.welcomedUntil(verified.principal().expiresAt());
            answers.send(new ServerFrame.Done(frame.id(), null, null));
        } else if (result == null) {
            answers.send(Failed.of(frame.id(), ErrorCode.UNAVAILABLE));
        } else {
            answers.send(Failed.of(frame.id(), ErrorCode.UNAUTHENTICATED));
        }
    }

    private void turnOver() {
        if (turn != null) {
            turn.over();
            turn = null;
        }
    }

    private void unregister() {
        if (registration != null) {
            registration.end();
            registration = null;
        }
    }
}
