package parley.engine.lease;

import akka.actor.ExtendedActorSystem;
import akka.coordination.lease.LeaseSettings;
import akka.coordination.lease.javadsl.Lease;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * Gives a shard of chats its token before any chat of it starts, through Akka's lease interface: acquiring raises the token in
 * the store, so every incarnation of a chat here has an epoch above those of every node that held the shard before.
 *
 * <p>It does not yet keep a node that lost the shard from acting on it: that a paused node stops is left to the split brain
 * resolver, and what it wrote late is dropped by its lower epoch.
 */
public final class ShardLease extends Lease {

    /** Where the lease is configured for Akka. */
    public static final String CONFIG_PATH = "parley.shard-lease";

    /** The entity type whose shards are leased. */
    public static final String ENTITY_TYPE = "chat";

    private static final String NAME_INFIX = "-shard-" + ENTITY_TYPE + "-";

    private final LeaseSettings settings;
    private final String shardId;
    private final Epochs epochs;

    /** Called by Akka, reflectively. */
    public ShardLease(LeaseSettings settings, ExtendedActorSystem system) {
        this.settings = settings;
        this.shardId = shardIdOf(settings.leaseName());
        this.epochs = EpochsExtension.of(system);
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
        return epochs.acquire(shardId).thenApply(done -> true);
    }

    @Override
    public CompletionStage<Boolean> acquire(Consumer<Optional<Throwable>> leaseLost) {
        return acquire();
    }

    @Override
    public CompletionStage<Boolean> release() {
        return epochs.release(shardId);
    }

    @Override
    public boolean checkLease() {
        return epochs.holds(shardId);
    }
}
