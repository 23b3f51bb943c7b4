package parley.engine.fanout;

import akka.Done;
import akka.actor.CoordinatedShutdown;
import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.AskPattern;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Which nodes said, before they left, that nothing of theirs is on its way any more; and whether this one is about to say so. At most
 * one entry for each node that has not been removed yet. Confined to the node's {@link FanOut}.
 */
final class Farewells {

    private static final Duration WITHIN = Duration.ofSeconds(8);

    private final Set<String> heard = new HashSet<>();
    private @Nullable ActorRef<Done> waiting;
    private boolean leaving;

    /**
     * When the node leaves and its shards are gone, tells the others that nothing of it is on its way any more, so that its going makes
     * nobody unsure.
     *
     * @param chatsEnded whether no chat is left here that could publish; if one is, the others are not told
     */
    static void sayAtShutdown(
            ActorSystem<?> system, ActorRef<FanOutProtocol.Message> fanOut, BooleanSupplier chatsEnded) {
        CoordinatedShutdown.get(system).addTask(CoordinatedShutdown.PhaseClusterLeave(), "say-farewell", () -> {
            if (!chatsEnded.getAsBoolean()) {
                return CompletableFuture.completedFuture(Done.getInstance());
            }
            return AskPattern.<FanOutProtocol.Message, Done>ask(
                            fanOut, FanOutProtocol.Leave::new, WITHIN, system.scheduler())
                    .exceptionally(tooLate -> Done.getInstance());
        });
    }

    /** From now on it is due, until it was said. */
    void leave(ActorRef<Done> replyTo) {
        waiting = replyTo;
        leaving = true;
    }

    /** A node that leaves sees all others go. */
    boolean isLeaving() {
        return leaving;
    }

    /** To be called only when nothing is owed to anybody. */
    void sayIfDue(ActorContext<FanOutProtocol.Message> context, Collection<ActorRef<FanOutProtocol.Message>> nodes) {
        if (waiting != null) {
            FanOutProtocol.Slots last = FanOutProtocol.Slots.last(context.getSelf());
            nodes.forEach(node -> node.tell(last));
            context.getLog().info("farewell said nodes={}", nodes.size());
            waiting.tell(Done.getInstance());
            waiting = null;
        }
    }

    void heard(ActorRef<FanOutProtocol.Message> node) {
        heard.add(node.path().address().toString());
    }

    boolean hasHeard(String address) {
        return heard.contains(address);
    }

    /** The node was removed. Returns whether it had said farewell. */
    boolean forget(String address) {
        return heard.remove(address);
    }
}
