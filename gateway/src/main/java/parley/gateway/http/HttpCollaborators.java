package parley.gateway.http;

import akka.actor.typed.ActorSystem;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.IntSupplier;
import parley.engine.Engine;
import parley.engine.id.UserId;
import parley.engine.inbox.Inbox.InboxRow;
import parley.gateway.GatewaySettings;
import parley.gateway.auth.Auth;
import parley.gateway.tls.ListenerTls;

/**
 * What the HTTP API works with.
 *
 * @param chatLists reads the list of a user's chats; a session would answer only while the user has a connection
 * @param socket where this node's socket listens
 * @param ready whether this node should get traffic; must not block
 */
public record HttpCollaborators(
        ActorSystem<?> system,
        Engine engine,
        Function<UserId, CompletionStage<List<InboxRow>>> chatLists,
        Auth auth,
        GatewaySettings gateway,
        SocketPlace socket,
        BooleanSupplier ready,
        ListenerTls tls,
        MeterRegistry meters) {

    /** {@code port} is asked for with every answer, since it may be known only after the socket is bound. */
    public record SocketPlace(IntSupplier port, String path) {}
}
