package parley.engine.handover;

import akka.actor.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.cluster.sharding.ClusterSharding;
import akka.cluster.sharding.ShardRegion;
import akka.pattern.Patterns;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** How much a node holds. */
public interface ShardCounts {

    /** {@code shards}: of all kinds; {@code chats}: those awake. */
    record Counted(int shards, int chats) {

        Counted plus(Counted other) {
            return new Counted(shards + other.shards, chats + other.chats);
        }
    }

    /** Fails when a region does not answer in time. */
    CompletionStage<Counted> count();

    /** Asks all regions of the node; {@code chats}: the kind whose entities are chats. */
    static ShardCounts of(ActorSystem<?> system, String chats) {
        ClusterSharding sharding = ClusterSharding.get(system.classicSystem());
        return () -> {
            CompletionStage<Counted> sum = CompletableFuture.completedFuture(new Counted(0, 0));
            for (String kind : sharding.getShardTypeNames()) {
                sum = sum.thenCombine(ask(sharding.shardRegion(kind), kind.equals(chats)), Counted::plus);
            }
            return sum;
        };
    }

    private static CompletionStage<Counted> ask(ActorRef region, boolean isOfChats) {
        return Patterns.ask(region, ShardRegion.getRegionStatsInstance(), Duration.ofSeconds(2))
                .thenApply(answer -> {
                    ShardRegion.ShardRegionStats stats = (ShardRegion.ShardRegionStats) answer;
                    int entities = stats.getStats().values().stream()
                            .mapToInt(count -> (Integer) count)
                            .sum();
                    return new Counted(
                            stats.getStats().size() + stats.getFailed().size(), isOfChats ? entities : 0);
                });
    }
}
