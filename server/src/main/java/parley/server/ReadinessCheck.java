package parley.server;

import akka.actor.ActorSystem;
import akka.actor.typed.javadsl.Adapter;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** {@link Readiness} as the management port's {@code /ready} asks for it; named in {@code management.conf}. */
public final class ReadinessCheck implements Supplier<CompletionStage<Boolean>> {

    private final Readiness readiness;

    public ReadinessCheck(ActorSystem system) {
        readiness = Readiness.get(Adapter.toTyped(system));
    }

    @Override
    public CompletionStage<Boolean> get() {
        return readiness.isReady();
    }
}
