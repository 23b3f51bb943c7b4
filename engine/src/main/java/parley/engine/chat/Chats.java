package parley.engine.chat;

import akka.Done;
import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Props;
import akka.cluster.sharding.ShardCoordinator.ShardAllocationStrategy;
import akka.cluster.sharding.typed.ClusterShardingSettings;
import akka.cluster.sharding.typed.HashCodeMessageExtractor;
import akka.cluster.sharding.typed.ShardingEnvelope;
import akka.cluster.sharding.typed.javadsl.ClusterSharding;
import akka.cluster.sharding.typed.javadsl.Entity;
import akka.cluster.sharding.typed.javadsl.EntityTypeKey;
import akka.coordination.lease.LeaseUsageSettings;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.stream.IntStream;
import parley.engine.id.ChatId;
import parley.engine.lease.ShardLease;
import scala.jdk.javaapi.DurationConverters;

/** Chats as sharded entities. On a node without the engine's role this is only the way to them. */
public final class Chats {

    static final EntityTypeKey<ChatProtocol.Message> TYPE_KEY =
            EntityTypeKey.create(ChatProtocol.Message.class, ShardLease.ENTITY_TYPE);

    private static final Duration LEASE_RETRY = Duration.ofMillis(500);

    private final ActorRef<ShardingEnvelope<ChatProtocol.Message>> region;

    private Chats(ActorRef<ShardingEnvelope<ChatProtocol.Message>> region) {
        this.region = region;
    }

    /**
     * How chats are spread and when they sleep; must be the same on all nodes.
     *
     * @param allocation of the shards, given how sharding is set
     */
    public record Placement(
            String role,
            int shards,
            Duration passivateAfter,
            int activeMax,
            Function<ClusterShardingSettings, ShardAllocationStrategy> allocation) {}

    public static Chats init(ActorSystem<?> system, Placement placement, ChatServices services, ChatSettings settings) {
        HashCodeMessageExtractor<ChatProtocol.Message> extractor = new HashCodeMessageExtractor<>(placement.shards());
        ClusterShardingSettings sharding = ClusterShardingSettings.create(system)
                .withRole(placement.role())
                .withPassivationStrategy(ClusterShardingSettings.PassivationStrategySettings$.MODULE$
                        .defaults()
                        .withIdleEntityPassivation(placement.passivateAfter())
                        .withActiveEntityLimit(placement.activeMax())
                        .withLeastRecentlyUsedReplacement())
                .withLeaseSettings(
                        new LeaseUsageSettings(ShardLease.CONFIG_PATH, DurationConverters.toScala(LEASE_RETRY)));
        ActorRef<ShardingEnvelope<ChatProtocol.Message>> region = ClusterSharding.get(system)
                .init(Entity.of(TYPE_KEY, context -> {
                            String shardId = extractor.shardId(context.getEntityId());
                            Chat.Identity identity = new Chat.Identity(ChatId.ofKey(context.getEntityId()), shardId);
                            return Chat.create(identity, services, settings);
                        })
                        .withMessageExtractor(extractor)
                        .withSettings(sharding)
                        .withAllocationStrategy(placement.allocation().apply(sharding))
                        .withStopMessage(Chat.Stop.INSTANCE));
        return new Chats(region);
    }

    /**
     * Does for nobody what the first chats of a node will ask of it, before it joins the others. Once a node that is to hold shards.
     * Completes when it is over, however it went; never fails.
     */
    public static CompletionStage<Done> rehearse(
            ActorSystem<?> system, ChatServices services, ChatSettings chat, RehearsalSettings settings) {
        if (settings.chats() == 0) {
            return CompletableFuture.completedFuture(Done.getInstance());
        }
        var over = new CompletableFuture<Done>();
        system.systemActorOf(Rehearsal.create(services, chat, settings, over), "parley-rehearsal", Props.empty());
        return over;
    }

    /** What the shards are called, in no order. */
    public static List<String> shardNames(int shards) {
        return IntStream.range(0, shards).mapToObj(Integer::toString).toList();
    }

    /** Which shard a chat belongs to: for ever the same. */
    public static String shardOf(String chatKey, int shards) {
        return new HashCodeMessageExtractor<ChatProtocol.Message>(shards).shardId(chatKey);
    }

    public void tell(ChatId chat, ChatProtocol.Message message) {
        region.tell(new ShardingEnvelope<>(chat.key(), message));
    }
}
