package parley.gateway.ws;

import akka.actor.typed.ActorRef;
import io.netty.util.Timer;
import java.time.Clock;
import java.util.function.LongSupplier;
import java.util.function.ToIntFunction;
import parley.engine.Engine;
import parley.engine.client.HubProtocol;
import parley.engine.id.UserId;
import parley.gateway.auth.TokenVerifier;
import parley.gateway.auth.UserDirectory;
import parley.gateway.wire.FrameCodec;

/**
 * What all connections of a node share.
 *
 * @param slotOf the session slot of a user
 */
record Surroundings(
        Engine engine,
        ActorRef<HubProtocol.Message> hub,
        TokenVerifier tokens,
        UserDirectory users,
        ToIntFunction<UserId> slotOf,
        FrameCodec codec,
        LiveSettings live,
        Admission admission,
        Greetings greetings,
        Time time,
        SocketCounters counters) {

    /** As they are now. */
    SocketSettings settings() {
        return live.current();
    }

    /** Wall clock for what clients see, a monotonic one for everything measured, and the wheel that wakes. */
    record Time(Clock clock, LongSupplier nanoTime, Timer timer) {}
}
