package parley.gateway.http;

import akka.actor.typed.ActorSystem;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;
import parley.engine.Engine;
import parley.gateway.auth.Auth;
import parley.gateway.wire.WireLimits;

/**
 * What the HTTP API works with.
 *
 * @param socket where this node's socket listens
 * @param ready whether this node should get traffic; must not block
 */
public record HttpCollaborators(
        ActorSystem<?> system, Engine engine, Auth auth, WireLimits limits, SocketPlace socket, BooleanSupplier ready) {

    /** {@code port} is asked for with every answer, since it may be known only after the socket is bound. */
    public record SocketPlace(IntSupplier port, String path) {}
}
