package parley.engine.session;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.MailboxSelector;
import akka.cluster.sharding.ShardCoordinator.ShardAllocationStrategy;
import akka.cluster.sharding.typed.ClusterShardingSettings;
import akka.cluster.sharding.typed.HashCodeMessageExtractor;
import akka.cluster.sharding.typed.ShardingEnvelope;
import akka.cluster.sharding.typed.javadsl.ClusterSharding;
import akka.cluster.sharding.typed.javadsl.Entity;
import akka.cluster.sharding.typed.javadsl.EntityTypeKey;
import java.util.function.Function;
import parley.engine.fanout.FanOut.SlotDoor;

/** Slots as sharded entities; they never sleep. On a node without the engine's role this is only the way to them. */
public final class SessionSlots implements SlotDoor {

    private static final EntityTypeKey<SlotProtocol.Message> TYPE_KEY =
            EntityTypeKey.create(SlotProtocol.Message.class, "slot");

    private final ActorRef<ShardingEnvelope<SlotProtocol.Message>> region;

    private SessionSlots(ActorRef<ShardingEnvelope<SlotProtocol.Message>> region) {
        this.region = region;
    }

    /**
     * How slots are spread; must be the same on all nodes.
     *
     * @param allocation of the shards, given how sharding is set
     */
    public record Placement(
            String role, int shards, Function<ClusterShardingSettings, ShardAllocationStrategy> allocation) {}

    public static SessionSlots init(
            ActorSystem<?> system, Placement placement, SessionServices services, SessionSettings settings) {
        ClusterShardingSettings sharding = ClusterShardingSettings.create(system)
                .withRole(placement.role())
                .withNoPassivationStrategy();
        ActorRef<ShardingEnvelope<SlotProtocol.Message>> region = ClusterSharding.get(system)
                .init(Entity.of(
                                TYPE_KEY,
                                context ->
                                        SessionSlot.create(Integer.parseInt(context.getEntityId()), services, settings))
                        .withEntityProps(MailboxSelector.fromConfig("parley.engine.session.slot-mailbox"))
                        .withMessageExtractor(new HashCodeMessageExtractor<>(placement.shards()))
                        .withSettings(sharding)
                        .withAllocationStrategy(placement.allocation().apply(sharding))
                        .withStopMessage(SessionSlot.Stop.INSTANCE));
        return new SessionSlots(region);
    }

    @Override
    public void tell(int slot, SlotProtocol.Message message) {
        region.tell(new ShardingEnvelope<>(Integer.toString(slot), message));
    }
}
