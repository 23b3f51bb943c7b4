package parley.engine.lease;

import akka.actor.ExtendedActorSystem;
import akka.coordination.lease.LeaseSettings;
import akka.coordination.lease.javadsl.Lease;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * Gives a shard of chats its token before any chat of it starts, through Akka's lease interface: acquiring waits until nobody else
 * may answer for the shard, and raises the token in the store, so every incarnation of a chat here has an epoch above those of
 * every node that held the shard before. When this node's lease is over, Akka is told, and stops the shard's chats.
 */
public final class ShardLease extends Lease {

    /** Where the lease is configured for Akka. */
    public static final String CONFIG_PATH = "parley.shard-lease";

    /** The entity type whose shards are leased. */
    public static final String ENTITY_TYPE = "chat";

    private static final String NAME_INFIX = "-shard-" + ENTITY_TYPE + "-";

    private final LeaseSettings settings;
    private final String shardId;
    private final HeldShards shards;

    /** Called by Akka, reflectively. */
    public ShardLease(LeaseSettings settings, ExtendedActorSystem system) {
        this.settings = settings;
        this.shardId = shardIdOf(settings.leaseName());
        this.shards = HeldShardsExtension.of(system);
    }

    private static String shardIdOf(String leaseName) {
        int infix = leaseName.lastIndexOf(NAME_INFIX);
        if (infix < 0) {
            throw new IllegalArgumentException("lease name: " + leaseName + " (expected: …" + NAME_INFIX + "<shard>)");
        }
        return leaseName.substring(infix + NAME_INFIX.length());
    }

    @Override
    public LeaseSettings getSettings() {
        return settings;
    }

    @Override
    public CompletionStage<Boolean> acquire() {
        return acquire(reason -> {});
    }

    @Override
    public CompletionStage<Boolean> acquire(Consumer<Optional<Throwable>> leaseLost) {
        return shards.acquire(shardId, () -> leaseLost.accept(Optional.empty()));
    }

    @Override
    public CompletionStage<Boolean> release() {
        return shards.release(shardId);
    }

    @Override
    public boolean checkLease() {
        return shards.holds(shardId);
    }
}
