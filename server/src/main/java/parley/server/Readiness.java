package parley.server;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.Extension;
import akka.actor.typed.ExtensionId;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * Whether a message could be sent through this node. Each part that must be there first adds a check while it is wired; the node
 * is ready when it is wired and all of them say yes, until it leaves. Thread-safe.
 */
public final class Readiness implements Extension {

    private final Map<String, Supplier<CompletionStage<Boolean>>> checks = new ConcurrentHashMap<>();
    private volatile boolean wired;
    private volatile boolean leaving;
    private volatile boolean last;

    /** The readiness of {@code system}: there is one for each. */
    public static Readiness get(ActorSystem<?> system) {
        return Id.INSTANCE.apply(system);
    }

    /** Adds a check, or replaces the one of the same name. It may fail, which means no, and must not block. */
    public void require(String name, Supplier<CompletionStage<Boolean>> check) {
        checks.put(name, check);
    }

    /** Adds a part that must have started; one that failed to is never ready. */
    void requireStarted(String name, CompletionStage<?> started) {
        require(name, () -> {
            CompletableFuture<?> part = started.toCompletableFuture();
            return CompletableFuture.completedFuture(part.isDone() && !part.isCompletedExceptionally());
        });
    }

    /** Says that no more checks come. */
    void wiringDone() {
        wired = true;
    }

    /** Says that nobody is to be sent here any more, whatever the checks say; before anybody who is here is asked to leave. */
    void leaving() {
        leaving = true;
        last = false;
    }

    /** Whether all checks say yes now. Never fails. */
    public CompletionStage<Boolean> isReady() {
        CompletionStage<Boolean> all = CompletableFuture.completedFuture(wired && !leaving);
        for (var check : checks.values()) {
            all = all.thenCombine(ask(check), (soFar, answer) -> soFar && answer);
        }
        return all;
    }

    /** What the checks said last, without waiting; asks them again for the next time. */
    public boolean wasReady() {
        isReady().thenAccept(answer -> last = answer && !leaving);
        return last;
    }

    private static CompletionStage<Boolean> ask(Supplier<CompletionStage<Boolean>> check) {
        try {
            return check.get().exceptionally(failure -> false);
        } catch (RuntimeException e) {
            return CompletableFuture.completedFuture(false);
        }
    }

    private static final class Id extends ExtensionId<Readiness> {

        static final Id INSTANCE = new Id();

        @Override
        public Readiness createExtension(ActorSystem<?> system) {
            return new Readiness();
        }
    }
}
