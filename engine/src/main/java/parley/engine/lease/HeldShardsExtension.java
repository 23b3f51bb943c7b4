package parley.engine.lease;

import akka.actor.AbstractExtensionId;
import akka.actor.ActorSystem;
import akka.actor.ExtendedActorSystem;
import akka.actor.Extension;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Hands an actor system's {@link HeldShards} to the leases, which Akka makes by itself. Set once, before sharding starts. */
public final class HeldShardsExtension implements Extension {

    private static final class Id extends AbstractExtensionId<HeldShardsExtension> {
        @Override
        public HeldShardsExtension createExtension(ExtendedActorSystem system) {
            return new HeldShardsExtension();
        }
    }

    private static final Id ID = new Id();

    private final AtomicReference<@Nullable HeldShards> shards = new AtomicReference<>();

    private HeldShardsExtension() {}

    /**
     * Sets them, once.
     *
     * @throws IllegalStateException if they were set before
     */
    public static void set(ActorSystem system, HeldShards shards) {
        if (!ID.get(system).shards.compareAndSet(null, shards)) {
            throw new IllegalStateException("the shards of this actor system are set already");
        }
    }

    static HeldShards of(ActorSystem system) {
        HeldShards set = ID.get(system).shards.get();
        if (set == null) {
            throw new IllegalStateException("the shards of this actor system are not set (expected: before sharding)");
        }
        return set;
    }
}
