package parley.engine.handover;

import akka.actor.ActorRef;
import akka.actor.ActorSystem;
import akka.actor.Address;
import akka.cluster.Cluster;
import akka.cluster.sharding.ShardCoordinator;
import akka.cluster.sharding.ShardCoordinator.ShardAllocationStrategy;
import akka.cluster.sharding.typed.ClusterShardingSettings;
import java.util.List;
import org.jspecify.annotations.Nullable;
import scala.collection.immutable.IndexedSeq;
import scala.collection.immutable.Map;
import scala.collection.immutable.Set;
import scala.concurrent.Future;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Where shards live: as few as possible on each node, which is Akka's own strategy, except that a node which is about to leave gets
 * no more and gives away what it has, a few shards at a time. Asked by the coordinator of one kind of shard, one call after the
 * other; while shards leave a node, no others move.
 */
public final class GradualAllocation implements ShardCoordinator.ActorSystemDependentAllocationStrategy {

    private final ShardAllocationStrategy evenly;
    private final LeavingNodes leaving;
    private final int shardsAtOnce;
    private @Nullable Address self;

    GradualAllocation(ShardAllocationStrategy evenly, LeavingNodes leaving, int shardsAtOnce) {
        this.evenly = evenly;
        this.leaving = leaving;
        this.shardsAtOnce = shardsAtOnce;
    }

    /** For one kind of shard; {@code sharding}: says how many move at a time when nobody leaves. */
    public static GradualAllocation of(
            ClusterShardingSettings sharding, LeavingNodes leaving, HandOverSettings settings) {
        ClusterShardingSettings.TuningParameters tuning = sharding.tuningParameters();
        return new GradualAllocation(
                ShardCoordinator.ShardAllocationStrategy$.MODULE$.leastShardAllocationStrategy(
                        tuning.leastShardAllocationAbsoluteLimit(), tuning.leastShardAllocationRelativeLimit()),
                leaving,
                settings.shardsAtOnce());
    }

    @Override
    public void start(ActorSystem system) {
        self = Cluster.get(system).selfAddress();
        if (evenly instanceof ShardCoordinator.ActorSystemDependentAllocationStrategy started) {
            started.start(system);
        }
    }

    @Override
    public Future<ActorRef> allocateShard(
            ActorRef requester, String shard, Map<ActorRef, IndexedSeq<String>> shardsOfRegions) {
        return evenly.allocateShard(requester, shard, staying(shardsOfRegions));
    }

    @Override
    public Future<Set<String>> rebalance(Map<ActorRef, IndexedSeq<String>> shardsOfRegions, Set<String> moving) {
        Map<ActorRef, IndexedSeq<String>> staying = staying(shardsOfRegions);
        List<String> toLeave =
                CollectionConverters.asJava(shardsOfRegions.removedAll(staying.keySet())).values().stream()
                        .flatMap(shards -> CollectionConverters.asJava(shards).stream())
                        .toList();
        if (toLeave.isEmpty()) {
            return evenly.rebalance(staying, moving);
        }
        List<String> next = toLeave.stream()
                .filter(shard -> !moving.contains(shard))
                .limit(Math.max(0, shardsAtOnce - moving.size()))
                .toList();
        return Future.successful(CollectionConverters.asScala(next).toSet());
    }

    /** All if all leave: there is nowhere else to go. */
    private Map<ActorRef, IndexedSeq<String>> staying(Map<ActorRef, IndexedSeq<String>> shardsOfRegions) {
        List<ActorRef> going = CollectionConverters.asJava(shardsOfRegions).keySet().stream()
                .filter(this::isLeaving)
                .toList();
        return going.size() == shardsOfRegions.size()
                ? shardsOfRegions
                : shardsOfRegions.removedAll(CollectionConverters.asScala(going));
    }

    private boolean isLeaving(ActorRef region) {
        Address address = region.path().address();
        return leaving.contains(address.hasLocalScope() && self != null ? self : address);
    }
}
