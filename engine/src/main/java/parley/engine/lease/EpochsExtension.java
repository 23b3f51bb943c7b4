package parley.engine.lease;

import akka.actor.AbstractExtensionId;
import akka.actor.ActorSystem;
import akka.actor.ExtendedActorSystem;
import akka.actor.Extension;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Hands an actor system's {@link Epochs} to the leases, which Akka makes by itself. Set once, before sharding starts. */
public final class EpochsExtension implements Extension {

    private static final class Id extends AbstractExtensionId<EpochsExtension> {
        @Override
        public EpochsExtension createExtension(ExtendedActorSystem system) {
            return new EpochsExtension();
        }
    }

    private static final Id ID = new Id();

    private final AtomicReference<@Nullable Epochs> epochs = new AtomicReference<>();

    private EpochsExtension() {}

    /**
     * Sets them, once.
     *
     * @throws IllegalStateException if they were set before
     */
    public static void set(ActorSystem system, Epochs epochs) {
        if (!ID.get(system).epochs.compareAndSet(null, epochs)) {
            throw new IllegalStateException("the epochs of this actor system are set already");
        }
    }

    static Epochs of(ActorSystem system) {
        Epochs set = ID.get(system).epochs.get();
        if (set == null) {
            throw new IllegalStateException("the epochs of this actor system are not set (expected: before sharding)");
        }
        return set;
    }
}
