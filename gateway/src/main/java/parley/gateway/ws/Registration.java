package parley.gateway.ws;

import java.util.List;
import org.jspecify.annotations.Nullable;
import parley.engine.client.ReplyTo;
import parley.engine.id.DeviceId;
import parley.engine.id.UserId;
import parley.engine.session.SessionProtocol;
import parley.gateway.auth.Principal;
import parley.gateway.wire.ClientFrame;

/**
 * Whose connection it is, and what that user's session has been told of it: from the first word to the session until the last.
 * Confined to the connection's event loop.
 */
final class Registration {

    private final Surroundings around;
    private final long connection;
    private final Answers answers;
    private final int slot;
    private Principal principal;

    Registration(Surroundings around, long connection, Principal principal, Answers answers) {
        this.around = around;
        this.connection = connection;
        this.principal = principal;
        this.answers = answers;
        this.slot = around.slotOf().applyAsInt(principal.user());
    }

    Principal principal() {
        return principal;
    }

    /** Made anew, since most connections are quiet. */
    RequestPlans plans() {
        return new RequestPlans(around.engine(), principal.user(), answers, around.counters().times);
    }

    int slot() {
        return slot;
    }

    boolean isOf(UserId user, DeviceId device) {
        return principal.user().equals(user) && principal.device().equals(device);
    }

    /** The same user and device, with a token that lasts longer. */
    void renew(Principal fresh) {
        principal = fresh;
    }

    /** Tells the session what hello said. */
    Request.Plan plan(ClientFrame.Hello hello, Request.Answer answer) {
        UserId user = principal.user();
        List<SessionProtocol.Open> open = RequestPlans.open(user.tenant(), hello.chats());
        List<Long> digest = RequestPlans.digest(hello.digest());
        return Request.Plan.ordered(RequestPlans.LIST_ORDER, replyTo -> tellRegister(open, digest, replyTo), answer);
    }

    /** Tells a session that may have moved. */
    void again() {
        around.counters().registeredAgain.increment();
        UserId user = principal.user();
        around.engine().tell(user, new SessionProtocol.RegisterAgain(user, principal.device(), replyTo()));
    }

    void end() {
        UserId user = principal.user();
        around.engine().tell(user, new SessionProtocol.Unregister(user, replyTo()));
    }

    private void tellRegister(List<SessionProtocol.Open> open, @Nullable List<Long> digest, ReplyTo replyTo) {
        UserId user = principal.user();
        around.engine().tell(user, new SessionProtocol.Register(user, principal.device(), open, digest, replyTo));
    }

    private ReplyTo replyTo() {
        return new ReplyTo(around.hub(), connection, 0);
    }
}
